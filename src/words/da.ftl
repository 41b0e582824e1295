# Danish words for readers: reports, letters and figures. Whole sentences; numbers are handed in formatted.

## Doubts: what each kind means

doubt-absence-beyond-offered = Nogle rækker har flere fraværstimer end udbudte timer; de er brugt.
doubt-activity-of-no-programme = En aktivitet nævner en skole eller uddannelse, der ikke er med i lodtrækningen, og er ikke talt med.
doubt-allowed = Noget, som værktøjet ellers afviser, blev udtrykkeligt tilladt.
doubt-always-treated = Nogle enheder er med indsatsen fra den første periode og kan ikke sammenlignes med sig selv før.
doubt-beta-clipped = Et trin har få uddannelser; justeringen for forskelle før start er holdt mellem 0 og 1.
doubt-beyond-follow-up = Et tidspunkt ligger efter, at nogen elev er fulgt; tallet kan ikke beregnes.
doubt-blanks = Blanktegn eller usynlige tegn i navne er fjernet.
doubt-renamed-covariates = Baggrundsoplysninger er fastlåst under enkle navne med _ mellem ordene.
doubt-blinded = ØVELSE: tidsplanen er ikke den, der blev trukket lod om, og tallene siger intet om nogen virkning.
doubt-boundary-estimate = Den beregnede intraklassekorrelation er 0; planlæg med den øvre grænse.
doubt-bridge-rows = Skønnene er regnet af et script på en lukket maskine; at de er regnet dér på disse data, hviler på den, der kørte det.
doubt-cannot-separate = Tidsplanerne kan ikke skille to virkninger fra hinanden.
doubt-cluster-spans-schools = Nogle klasser har elever fra flere skoler; hver klasse er regnet til den første elevs skole.
doubt-collation-trap = To navne skrives forskelligt, men læses ens (for eksempel Aa og Å).
doubt-collinear-covariate = En baggrundsoplysning følger af de andre og er udeladt.
doubt-column-missing = En fil mangler en kolonne, som de andre filer har.
doubt-column-nearly-named = En kolonne hedder næsten som et felt, der ikke blev fundet; den er ikke brugt.
doubt-competing-code-not-there = En kode for konkurrerende afgang findes ikke i data.
doubt-constant-period = I en periode har alle samme udfald; den fortæller intet om virkningen.
doubt-contradictory-exits = Nogle elever står både som gennemført og frafaldet; den sidste afgang tæller.
doubt-counts-of-size = Hver række tæller for så mange elever, som den siger.
doubt-counts-only = Studiet har optællinger og ingen elever: { $missing } mangler.
doubt-counts-unadjusted = Planen justerer for baggrund, som optællinger ikke har; analysen er uden.
doubt-covariates-not-used = Metoden kan ikke bruge baggrundsoplysninger; estimatet er ujusteret.
doubt-data-under-other-codes = Data er lavet efter andre oplysninger end den plan, der gælder: { $keys }.
doubt-declared-not-kept = Kvitteringen for data siger ikke, hvad der var oplyst, da registrene blev læst.
doubt-deviation = Noget er gjort anderledes end i den låste plan; det er mærket som udforskende.
doubt-dice-past = Tidspunktet for terningkastet, { $due }, er passeret: ingen kan vise, at låsen kom først.
doubt-disconnected-set = De virkninger, som testen ikke forkaster, udgør ikke ét sammenhængende interval; den ydre ramme er vist.
doubt-duplicates = Ens rækker for samme uddannelse er talt én gang.
doubt-early-absence-not-compared = Lodtrækningens virkning på tidligt fravær kunne ikke beregnes.
doubt-effect-on-agreements = De angivne virkninger er på uddannelsesaftaler, men det primære udfald er ikke en aftale.
doubt-effect-out-of-reach = Den mindste virkning, der ville blive fundet, er større end udfaldet tillader.
doubt-empty-event-counts-as-staying = Ingen kode siger, at en elev stadig går der; tomme felter er læst sådan.
doubt-empty-resamples = Nogle gentagne stikprøver havde ikke begge slags elever og er ikke talt med.
doubt-ends-in-conflict = Nogle elevers forløb har modstridende afslutninger; den seneste gælder.
doubt-event-codes-count-as-staying = Nogle afgangskoder er hverken frafald eller konkurrerende afgang og tæller som stadig i gang.
doubt-every-row-twice = Hver række i en fil står der et lige antal gange; hver tæller som en lektion.
doubt-exact-for-no-effect-on-anyone = Med så få uddannelser i et trin er testen kun eksakt for, at indsatsen ikke virker på nogen.
doubt-failed-fits = Nogle beregninger kunne ikke gennemføres.
doubt-few-clusters = Der er få klynger, og de sædvanlige standardfejl er så for små.
doubt-few-degrees-of-freedom = Få klynger bærer sammenligningen; intervallet er bredt og p-værdien grov.
doubt-few-schools = For få skoler kan bedømmes til et samlet tal og til et interval for en ny skole.
doubt-few-units-per-wave = Et trin har få uddannelser, og den designbaserede varians er så alt for lille.
doubt-grid-of-correlations = Ingen korrelation er angivet; styrken er vist for flere korrelationer.
doubt-half-completed = En afbrudt lodtrækning blev gjort færdig; det, der stod, stemte.
doubt-hard-to-separate = Tidsplanerne følges næsten ad, og virkningerne er svære at skille.
doubt-hardly-linked = Under halvdelen af personerne i et register findes blandt indskrivningerne.
doubt-identifier-in-text = Nogle felter kan indeholde et personnummer og er tømt.
doubt-identifiers-differ-in-case = Nogle identer er skrevet med andre store bogstaver end i indskrivningerne; de er forbundet.
doubt-identifying-column = En kolonne kunne pege på enkeltpersoner og er ikke taget med.
doubt-immediate-effect = Modellen antager samme virkning fra første dag; vokser virkningen, er estimatet skævt, nogle gange med forkert fortegn.
doubt-indispensable-unit = Uden en bestemt enhed kan virkningen ikke beregnes.
doubt-instants-as-days = En kolonne med datoer indeholder tidspunkter; datoen i Danmark er brugt.
doubt-late-beyond-unexposed = Så meget sent registreret fravær som frygtet ville være flere elever, end der er uden fravær.
doubt-left-for-other-programmes = Nogle elever tæller som frafald og begyndte kort efter på en uddannelse uden for studiet.
doubt-left-out-without-fit = For nogle skoler kunne der ikke laves en model uden skolen selv.
doubt-root-not-trusted = Et tidsstempel holder, men intet, der er givet, siger, hvis det er.
doubt-look-alikes = To navne ligner hinanden, men er forskellige for lodtrækningen.
doubt-look-not-recorded = Det kunne ikke skrives ned, at virkningen er set: { $reason }.
doubt-lottery-not-drawn = Lodtrækningen kunne ikke gentages under denne antagelse.
doubt-masked-cells = Nogle optællinger er skjult, hvor de er lavet, og regnes som ukendte.
doubt-missing-outcomes = Nogle elever har intet kendt udfald eller mangler en baggrundsoplysning og er ikke talt med.
doubt-mixed-decimals = En kolonne bruger både komma og punktum som decimaltegn; hvert tal er læst for sig.
doubt-mixed-scripts = Et navn blander bogstaver fra flere alfabeter.
doubt-model-variance = Modellen antager, at alle uddannelser reagerer ens; gør de ikke det, er dens standardfejl for små.
doubt-modulus11 = Nogle personnumre opfylder ikke modulus 11; det er tilladt siden 2007.
doubt-no-balance = Der er en grænse for balance, men intet at måle den på; ingen rækkefølge afvises.
doubt-no-class-with-both = Ingen klasse har både elever med og uden fravær, så intet kan sammenlignes inden for klasser.
doubt-no-contributions = Endnu ikke forpligtet: { $names }; øvelsen udelader alle bidrag.
doubt-no-extract-date = Udtrækkets dato er ikke oplyst; den sidste dato i registret er brugt.
doubt-no-interaction-test = Forskellen mellem grupperne kunne ikke testes.
doubt-no-randomization = Lodtrækningens egen test findes ikke for denne række.
doubt-no-threshold = Balancen måles, men ingen rækkefølge afvises, for der er ingen grænse.
doubt-no-time = Der er ikke låst et tidspunkt for terningkastet: ingen kan vise, at låsen kom først.
doubt-no-variation-in-group = På den ene side faldt alle fra eller ingen; der er ingen usikkerhed at regne ud.
doubt-normal-form = Navne er skrevet om til Unicodes normalform C.
doubt-not-converged = Beregningen nåede ikke frem til et stabilt resultat.
doubt-not-declared = Den, der har bidraget, er ikke nævnt i undersøgelsen.
doubt-not-identified = Intet i data bestemmer denne virkning; rækken er tom.
doubt-not-needed = En tilladelse var ikke nødvendig og står ikke i låsen.
doubt-not-positive-variance = Variansen kunne ikke beregnes eller blev ikke positiv.
doubt-not-reported = En del af rapporten mangler, fordi trinnet ikke er kørt.
doubt-nothing-registered-in-time = Intet fravær var registreret inden skæringsdagen; en advarsel ville ikke have nået nogen.
doubt-one-cluster-exposed = Den ene side af sammenligningen findes kun i én klynge; der er ingen usikkerhed at regne ud.
doubt-one-school = Registret er kun fra én skole; en elev, der fortsatte på en anden skole, ligner et frafald.
doubt-one-shard = Kun en del af simulationen er kørt.
doubt-one-subgroup = Alle elever hører til samme gruppe; der er intet at sammenligne.
doubt-out-of-reach = Den ønskede styrke kan ikke nås.
doubt-outcome-hardly-known = Over halvdelen af de fulgte elever har intet udfald, eller ingen har en afgangskode.
doubt-outside-the-lottery = Nogle elever går på uddannelser, der ikke var med i lodtrækningen, og er udeladt.
doubt-period-without-variation = I en periode har alle samme udfald; den fortæller intet om virkningen.
doubt-predictions-too-extreme = Modellens forudsigelser er for yderlige: høje risici er for høje og lave for lave. Intet er rettet.
doubt-programmes-folded = Nogle uddannelsesnavne er stavet lidt anderledes end i studiet; de er taget som de samme.
doubt-pupils-left-out = Elever, der mangler en oplysning, er ikke talt med.
doubt-repaired-identifiers = Nogle personnumre manglede det første nul og er rettet.
doubt-risks-bounded = Nogle simulerede elever fik en risiko, der måtte holdes inden for grænserne.
doubt-rows-left-out = Nogle rækker mangler en nødvendig oplysning og er udeladt.
doubt-rules-not-tried = Trinene er valgt uden lodtrækningens regler.
doubt-school-not-judged = For nogle skoler kan mål for forudsigelsen ikke opgøres; de er holdt ude af det samlede tal.
doubt-scorecard-definition = Pointkortet er lavet med en anden definition af fravær, opfølgning eller frafald end den, det bedømmes med.
doubt-seen-last-before-the-end = Nogle elever er kun fulgt en del af tiden uden at være gået ud; risici regner dem som ikke faldet fra.
doubt-sensitivity-left-out = En følsomhedsberegning kunne ikke gennemføres.
doubt-separation = En gruppe har enten ingen eller kun frafald; modellen kan ikke beregnes.
doubt-short-lead = Øvelsens lodtrækning kommer tidligere, end en rigtig lodtrækning må.
doubt-singleton-wave = Et trin har kun én uddannelse; usikkerheden kommer alene fra lodtrækningen.
doubt-singular-fit = En varians i modellen blev nul.
doubt-size-assumed = Ingen størrelse er angivet; der regnes med 25 elever pr. uddannelse og periode.
doubt-sizes-not-analysed = Antal elever pr. felt kunne ikke undersøges som udfald.
doubt-small-cells = Tal, der bygger på få elever, er tomme i det, der offentliggøres.
doubt-started-otherwise = Nogle uddannelser begyndte i en anden periode end den, der blev trukket lod om; analysen følger lodtrækningen.
doubt-starts-beside-term = Mange elever begynder lige uden for et semester.
doubt-subgroup-left-out = En gruppe kunne ikke beregnes.
doubt-subgroup-not-available = Oplysningen om gruppen findes ikke i data.
doubt-subgroup-without-comparison = En gruppe har ingen at sammenligne med.
doubt-summed-decimals = Tal med decimaler lægges sammen over de uddannelser, der trækkes samlet.
doubt-synthetic-completions = Nogle indskrivninger er dannet af styrelsen og tæller ikke som indskrivninger.
doubt-terms-not-yet-observable = Udfaldet kan endnu ikke ses i nogle perioder; de er udeladt for alle uddannelser.
doubt-terms-past = Alle perioder er slut, den sidste { $last }: den, der låser, kan vide, hvordan det gik.
doubt-near-pack = En pakke af samme lås ligger ved siden af, og tal i den afviger med så få elever, at den, der har begge, får noget at vide om dem.
doubt-no-lock-here = Stedet kan ikke låse filer, så to kørsler på én gang ville ikke se hinanden.
doubt-throwers-not-locked = Låsen siger ikke, hvem der kaster terningerne, eller hvor tit.
doubt-title = Titlen er låst uden tegn, der ikke kan ses.
doubt-too-many-subgroups = Der er for mange grupper til at vise dem.
doubt-two-programmes = Nogle elever begynder på to uddannelser samme dag; én af dem tæller.
doubt-unbounded-interval = Intervallet har ingen grænse: for få mulige lodtrækninger til at afvise nogen virkning.
doubt-undated-departures = Nogle elever har forladt uddannelsen uden dato; de er talt for sig og regnes ikke som blevet.
doubt-unequal-chances = Reglerne gør lodtrækningens chancer ulige; estimatet minus dette gennemsnit er vist ved siden af.
doubt-weak-first-stage = Lodtrækningen flyttede ikke tydeligt det, der blev leveret, så virkningen af det leverede er usikker.
doubt-selected-by-treatment = Om en læreplads blev beholdt, spørges der kun om for dem, der fik en, og indsatsen kan afgøre, hvem der gør.
doubt-monotonicity-doubtful = Færre blev udvalgt med indsatsen end uden, så grænserne hviler på en tvivlsom antagelse.
doubt-units-with-gaps = Nogle hold mangler data i en periode; de indgår i de perioder, hvor de har data.
doubt-gaps-follow-schedule = Hele trin mangler data i nogle perioder, så lodtrækningen afgør, hvem der har data; der er ingen gentagne lodtrækninger.
doubt-cells-dropped = Nogle sammenligninger kan ikke laves, fordi ingen på den ene side har data.
doubt-design-needs-complete-units = Denne varians kræver hold med data i alle perioder.
doubt-units-left-out = Nogle enheder mangler udfald i en periode og er udeladt, også i hver gentagelse.
doubt-unknown-background = Nogle baggrundsoplysninger kunne ikke læses og regnes som ukendte.
doubt-unusable-identifiers = Nogle personnumre kan ikke bruges til at forbinde registre.
doubt-unusual-encoding = En fil er i en sjælden tegnkodning; se efter, at æ, ø og å er rigtige.
doubt-weight-not-used = Metoden kan ikke bruge den valgte vægt.
doubt-window-past-landmark = Nogle elever er kun fraværende efter skæringsdagen, hvor de allerede følges.
doubt-zero-by-construction = Standardfejlen er nul, hvad end tallene er; den vises ikke.

# An early warning
warning-calls = { $calls ->
        [one] Kan der ringes til { $calls } elev pr. hold, fører reglen i gennemsnit til { $made } opkald og når { $reached } af de { $dropouts } elever, der senere falder fra ({ $share } %); { $rest } nås ikke.
       *[other] Kan der ringes til { $calls } elever pr. hold, fører reglen i gennemsnit til { $made } opkald og når { $reached } af de { $dropouts } elever, der senere falder fra ({ $share } %); { $rest } nås ikke.
    }
warning-price-nobody = { $one ->
        [one] Er { $calls } opkald en rimelig pris for at nå én elev, der ellers ville falde fra, er det bedst ikke at ringe.
       *[other] Er { $calls } opkald en rimelig pris for at nå én elev, der ellers ville falde fra, er det bedst ikke at ringe.
    }
warning-price-everybody = { $one ->
        [one] Er { $calls } opkald en rimelig pris for at nå én elev, der ellers ville falde fra, er det bedst at ringe til alle.
       *[other] Er { $calls } opkald en rimelig pris for at nå én elev, der ellers ville falde fra, er det bedst at ringe til alle.
    }
warning-price-rule = { $one ->
        [one] Er { $calls } opkald en rimelig pris for at nå én elev, der ellers ville falde fra, er det bedst at ringe efter reglen.
       *[other] Er { $calls } opkald en rimelig pris for at nå én elev, der ellers ville falde fra, er det bedst at ringe efter reglen.
    }
warning-price-model = { $one ->
        [one] Er { $calls } opkald en rimelig pris for at nå én elev, der ellers ville falde fra, er det bedst at ringe efter modellen.
       *[other] Er { $calls } opkald en rimelig pris for at nå én elev, der ellers ville falde fra, er det bedst at ringe efter modellen.
    }
warning-reaching-is-not-keeping = At nå en elev er ikke det samme som at fastholde eleven.
doubt-forecast-covariate-not-used = En baggrundsoplysning indgår ikke i forudsigelsen.
doubt-forecast-does-not-help = Forudsigelsen skelner ikke mellem uddannelser bedre end ingenting.
doubt-history-of-no-programme = De tidligere perioder har elever på uddannelser, der ikke er med i lodtrækningen.
doubt-no-history = Nogle uddannelser har ingen elever i de tidligere perioder; forudsigelsen er gennemsnittet for alle.
doubt-no-degrees-of-freedom = Der er for få klynger til en p-værdi og et interval.
figure-call-everybody = ring til alle
figure-call-at-random = tilfældige opkald
figure-call-by-model = modellen
figure-call-by-scorecard = pointkortet
figure-call-by-rule = reglen
figure-decision-title = Kan det betale sig at ringe?
figure-decision-note = Elever nået pr. 100, når hvert forgæves opkald er trukket fra til den pris, der står forneden. 0 er ikke at ringe. Den højeste linje er bedst; prikkede linjer er de priser, der er spurgt om.
figure-decision-axis = Risiko, hvorfra et opkald er det værd (10 %: 10 opkald for at nå én; 20 %: 5; 50 %: 2)
figure-capacity-title = Hvor mange af dem, der falder fra, nås?
figure-capacity-note = Andel af de senere frafaldne, der er blandt dem, der ringes til. Af lige højt placerede elever trækkes der lod.
figure-capacity-axis = Elever, der kan ringes til pr. hold
figure-schools-title = Holder modellen på en skole, den ikke har set?
figure-schools-note = Hver skole er bedømt af en model uden den. Skoler: grænser, som om eleverne var uafhængige. Stiplet: ingen skelnen (0,5), som forudsagt (0), lige så stejlt som forudsagt (1).
figure-schools-auc = AUC
figure-schools-in-the-large = Niveau (logit)
figure-schools-slope = Hældning
figure-schools-pooled = samlet
figure-schools-new = ny skole
report-decision = Kan det betale sig at ringe?
report-capacity = Hvem nås af opkaldene?
report-schools = Skoler, som modellen ikke har set
report-scorecard = Modellen som pointkort
report-scorecard-note = Risikoen er 1/(1 + exp(−sum)), hvor sum er konstanten plus hvert led gange sin koefficient, i dataenes egne enheder. Værktøjet beregner ikke enkelte elevers risiko.
report-groups = Rammer reglen grupperne ens?
report-groups-note = Hvor grupperne har forskellig risiko, kan reglen ikke både finde lige stor en andel af de frafaldne (sensitivitet) og have lige ofte ret (positiv prædiktiv værdi) i alle grupper.
report-late = Påstanden og sent registreret fravær
report-late-note = Grænser og tal, hvis noget fravær først blev registreret efter skæringsdagen, eller frafaldet ikke har en dato.
report-claim = Påstået: { $claim } procentpoint, plus eller minus { $margin }. Ujusteret: { $crude }. Justeret: { $adjusted }.
report-claim-definitions = Med andre definitioner af fravær passer påstanden i { $like } af { $all }.
report-claim-table = Forskel i risiko mod det påståede
report-claim-by-definition = Påstanden under hver definition af fravær
verdict-consistent = påstanden passer
verdict-larger = forskellen er større end påstået
verdict-smaller = forskellen er mindre end påstået
verdict-cannot-tell = kan ikke afgøres
verdict-not-estimable = kan ikke beregnes
measure-sensitivity = Andel fundet (sensitivitet)
measure-specificity = Andel ladt i fred (specificitet)
measure-ppv = Andel med ret (positiv prædiktiv værdi)
measure-sensitivity-difference = Andel fundet, forskel
measure-specificity-difference = Andel ladt i fred, forskel
measure-ppv-difference = Andel med ret, forskel
measure-calibration = Observeret minus forudsagt
measure-risk-difference = Forskel i risiko
measure-flagged = Opkald pr. hold
tripod-title = Tjekliste for forudsigelse: TRIPOD+AI
tripod-note = De 52 punkter følger TRIPOD+AI (Collins m.fl. 2024, BMJ 385:e078378) i værktøjets egne ord.
tripod-key-below = registration.{ $key }, nedenfor
tripod-key-missing = ikke rapporteret: skriv registration.{ $key }
tripod-needs-scorecard = kræver en bedømmelse på andre elever: absence --scorecard
tripod-8b-not = ikke relevant: frafald er en kode i registret, ingen skønner
tripod-8c-not = ikke relevant: koden sættes uden kendskab til modellen
tripod-9c-not = ikke relevant: fraværet er registrerede timer, ingen skønner
tripod-13-not = ikke relevant: der er hverken udvalgt eller vægtet efter udfaldet
tripod-1 = Titlen siger, at en model for forudsigelse er lavet eller bedømt, for hvem og af hvad
tripod-2 = Sammendrag
tripod-3a = Baggrunden, og hvorfor der forudsiges
tripod-3b = Hvem modellen er til, hvor den skal bruges og af hvem
tripod-3c = Kendte uligheder mellem grupper
tripod-4 = Formålet: at lave en model, bedømme den eller begge dele
tripod-5a = Hvor data kommer fra, også til bedømmelsen, og hvem de dækker
tripod-5b = Hvornår elever kom med, og hvor længe de blev fulgt
tripod-6a = Stederne
tripod-6b = Hvem der er med
tripod-6c = Indsatser undervejs, og hvordan de er håndteret
tripod-7 = Hvordan data er gjort klar og efterset
tripod-8a = Udfaldet, hvornår det måles, og hvorfor det er valgt
tripod-8b = Hvem der skønner om udfaldet
tripod-8c = Om den, der bedømmer udfaldet, kender forudsigelsen
tripod-9a = Hvorfor netop disse oplysninger bruges til at forudsige
tripod-9b = Hver oplysning defineret, og hvornår den kendes
tripod-9c = Hvem der skønner om oplysningerne
tripod-10 = Hvordan antallet af elever blev bestemt
tripod-11 = Manglende oplysninger
tripod-12a = Hvilke data der lavede modellen, og hvilke der bedømte den
tripod-12b = Hvordan oplysningerne går ind i modellen
tripod-12c = Modellens art, hvordan den er lavet, og hvordan den er bedømt indefra
tripod-12d = Forskelle mellem klynger: hvordan de er undersøgt
tripod-12e = Mål for, hvor godt der forudsiges, og hvorfor
tripod-12f = Om modellen er rettet efter bedømmelsen
tripod-12g = Hvordan en forudsigelse beregnes
tripod-13 = Skæv fordeling af udfaldet: hvad der er gjort
tripod-14 = Rimelighed mellem grupper: hvordan den er undersøgt
tripod-15 = Hvad modellen giver fra sig, og hvordan grænser er sat
tripod-16 = Forskelle mellem de data, der lavede modellen, og dem, der bedømte den
tripod-17 = Etisk godkendelse
tripod-18a = Finansiering
tripod-18b = Interessekonflikter
tripod-18c = Hvor planen kan læses
tripod-18d = Registrering
tripod-18e = Adgang til data
tripod-18f = Adgang til koden
tripod-19 = Hvordan elever og skoler har været inddraget
tripod-20a = Elevernes vej gennem undersøgelsen, med udfald
tripod-20b = Hvem eleverne er
tripod-20c = Oplysningernes fordeling, hvor modellen er bedømt, mod dér, hvor den er lavet
tripod-21 = Elever og udfald i hver beregning
tripod-22 = Hele modellen, så andre kan bruge den
tripod-23a = Hvor godt der forudsiges, med intervaller, også i grupper
tripod-23b = Hvor meget det svinger mellem klynger
tripod-24 = Resultatet af at rette modellen
tripod-25 = Fortolkning, også om rimelighed
tripod-26 = Begrænsninger
tripod-27a = Hvad man gør, når oplysninger mangler eller er dårlige ved brugen
tripod-27b = Hvad brugeren skal kunne og gøre
tripod-27c = Næste skridt i forskningen
doubt-fewer-draws = Modellen tilpasses på ny i hver gentagelse; der er lavet færre gentagelser, end der blev bedt om.
doubt-duplicated-cells = Nogle felter står i flere rækker; deres elever er lagt sammen.
bridge-rehearsal = ØVELSE: startplanen er ikke den, der blev trukket, og tallene siger intet om nogen virkning.
bridge-what =
    {"#"} { $title }{ $intervention }

    Mappen fører en låst analyse ind på en maskine, som data ikke må forlade. Planen blev låst, før der blev trukket lod
    (lås { $lock }, { $tool }); scriptet kører den og slipper skøn ud, aldrig en person eller en lille celle.

    Udfald `{ $outcome }` ({ $label }), slags { $kind }, inden for { $within }. Estimator { $estimator }, gennemsnit { $estimand },
    { $variance }, { $draws } gentagelser af lodtrækningen mellem { $lots } lodder.
bridge-in =
    {"##"} Hvad der skal ind

    En tabel over elever med kolonnerne `programme` (som i members.csv), `period` (som i plan.csv) og `outcome` (0 eller 1; for
    dage 0 til opfølgningens ende; tom, hvor det ikke vides), eller over celler med `n` og `k`. Kovariater: { $covariates }.
    Undergrupper: { $subgroups }. Prognose: { $forecast }.

    Hvem der tæller: alle i den uddannelse og periode, hvor de først blev indskrevet, uanset hvad der skete siden. Et udfald, der
    ikke kan vides, er tomt, aldrig 0. Koderne, som de blev erklæret før lodtrækningen:

    { $codes }
bridge-run =
    {"##"} Sådan køres den

    Ret read.R, og kør `Rscript analyse.R`; eller `Rscript analyse.R TABEL` med en CSV. R 4.0 eller nyere, ingen pakker. 9.999
    gentagelser med 24 lodder tager under et minut. Samme mappe giver samme tal på enhver maskine.
bridge-import =
    {"##"} Til den, der godkender import

    Ingen fil her rummer en person. analyse.R er scriptet, det samme for enhver undersøgelse; read.R læser maskinens egne data;
    plan.csv er den låste plan; schedule.csv siger, hvilken uddannelse der begynder hvornår; members.csv, hvilken uddannelse der
    hører til hvilket lod; replays.csv rummer trinnumre fra andre udfald af samme lodtrækning, ingen person; forecast.csv, hvor
    den er, uddannelsers niveauer før udrulningen. SHA256SUMS har fingeraftryk af alt undtagen read.R.
bridge-export =
    {"##"} Til den, der godkender output

    Kun out/ skal ud. effects.csv: skøn med intervaller og p; facts.csv: tal om gentagelserne; checks.csv: antal over alle
    uddannelser, hvert 0 eller mindst { $minimum }; run.csv: fingeraftryk, R-version, rækker; billedet: skøn efter tid. Ingen
    referencevektor, ingen score, intet tal for en trækning, et lod eller en person. Et lag eller en undergruppe med færre end
    { $minimum } elever (eller elever med eller uden udfaldet) eller færre end tre lodder på en af siderne er NA.
    inside/behind.csv rummer antallene bag hvert tal, så du kan se dem, og skal aldrig ud.
bridge-cite =
    {"##"} Henvisning og licens

    Henvis til undersøgelsen og { $tool }; scriptet må bruges under MIT eller Apache-2.0. Udenfor prøver `lodtrin effect
    STUDY --from-bridge out` det, der kom tilbage, og laver results/ af det.
