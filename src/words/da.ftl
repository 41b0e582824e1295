# Danish words for readers: reports, letters and figures. Whole sentences; numbers are handed in formatted.

## Doubts: what each kind means

doubt-absence-beyond-offered = Nogle rækker har flere fraværstimer end udbudte timer; de er brugt.
doubt-activity-of-no-programme = En aktivitet nævner en skole eller uddannelse, der ikke er med i lodtrækningen, og er ikke talt med.
doubt-allowed = Noget, som værktøjet ellers afviser, blev udtrykkeligt tilladt.
doubt-always-treated = Nogle enheder er med indsatsen fra den første periode og kan ikke sammenlignes med sig selv før.
doubt-beta-clipped = Et trin har få uddannelser; justeringen for forskelle før start er holdt mellem 0 og 1.
doubt-beyond-follow-up = Et tidspunkt ligger efter, at nogen elev er fulgt; tallet kan ikke beregnes.
doubt-blanks = Blanktegn eller usynlige tegn i navne er fjernet.
doubt-quadrature-coarse = Kvadraturen i en logit-model med meget forskellige uddannelser følger ikke dens likelihood.
doubt-renamed-covariates = Baggrundsoplysninger er fastlåst under enkle navne med _ mellem ordene.
doubt-blinded = ØVELSE: tidsplanen er ikke den, der blev lodtrukket, og tallene siger intet om nogen virkning.
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
doubt-missing-outcomes = I et eller flere udfald er nogle elever ikke talt med, fordi udfaldet ikke er kendt, eller en baggrundsoplysning mangler.
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
doubt-started-otherwise = Nogle uddannelser begyndte i en anden periode end den lodtrukne; analysen følger lodtrækningen.
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
doubt-selected-by-treatment = Om en uddannelsesaftale blev beholdt, kan kun opgøres for dem, der fik en, og indsatsen kan have påvirket, hvem det blev.
doubt-monotonicity-doubtful = Færre kom med i opgørelsen med indsatsen end uden; grænserne for dem, der ville være med i begge tilfælde, hviler derfor på en tvivlsom antagelse.
doubt-units-with-gaps = Nogle uddannelser mangler data i en periode; de indgår i de perioder, hvor de har data.
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

# The report
stamp = ØVELSE
skip = Gå til indholdet
contents = Indhold
part-short = På én side
part-results = Resultater
part-appendix = Bilag
page-before = {"side "}
page-between = {" af "}
table-word = Tabel
head-question = Spørgsmål og mål
head-rollout = Hvem begynder hvornår
head-pupils = Eleverne
head-effect = Virkningen
head-exposure = Virkningen over tid
head-estimates = Andre måder at regne på
head-comparison = Indsatserne sammenlignet
head-subgroups = Grupper af elever
head-absence = Fravær i starten
head-delivery = Hvad der blev givet
head-deviations = Afvigelser fra planen
head-lottery = Lodtrækningen
head-witnesses = Stempler og vidner
head-randomization = Hvad p-værdien hviler på
head-lags = Prøver af perioderne før og efter start
head-missing = Manglende udfald
head-all-estimates = Alle beregninger
head-sensitivity = Følsomhed
head-forecast = Prognosen
head-power = Styrke
head-flow = Elever pr. trin og periode
head-balance = Balance mellem trinene
head-absence-more = Mere om fravær i starten
head-decision = Kan det betale sig at ringe?
head-capacity = Hvem når opkaldene?
head-schools = Skoler, modellen ikke har set
head-scorecard = Modellen som pointkort
head-groups = Behandler reglen grupper ens?
head-late = Påstanden og sent registreret fravær
head-data = Data og afstemning
head-methods = Metoder og litteratur
head-checklist = Tjeklister
head-reproduce = Sådan gentages det hele
finding-lowered = Indsatsen sænkede { $noun } med { $size } procentpoint ({ $limits })
finding-raised = Indsatsen øgede { $noun } med { $size } procentpoint ({ $limits })
finding-none = Vi kan ikke se, om indsatsen ændrede { $noun }: { $size } ({ $limits })
finding-shortened = Indsatsen forkortede tiden på uddannelsen med { $size } dage pr. elev ({ $limits })
finding-lengthened = Indsatsen forlængede tiden på uddannelsen med { $size } dage pr. elev ({ $limits })
finding-none-days = Vi kan ikke se, om indsatsen ændrede tiden på uddannelsen: { $size } ({ $limits })
finding-odds-lowered = Indsatsen sænkede oddsene for { $noun } (oddsratio { $size }; { $limits })
finding-odds-raised = Indsatsen øgede oddsene for { $noun } (oddsratio { $size }; { $limits })
finding-odds-none = Vi kan ikke se, om indsatsen ændrede oddsene for { $noun } (oddsratio { $size }; { $limits })
finding-own-lowered = Indsatsen sænkede { $noun } med { $size } ({ $limits })
finding-own-raised = Indsatsen øgede { $noun } med { $size } ({ $limits })
finding-own-none = Vi kan ikke se, om indsatsen ændrede { $noun }: { $size } ({ $limits })
finding-unknown = Vi kan ikke se, om indsatsen ændrede { $noun }; usikkerheden kunne ikke beregnes ({ $reason })
finding-no-estimate = virkningen kunne ikke beregnes af disse data
finding-no-limits = intervallet har ingen grænser
finding-wrong-way = Det er i modsat retning af målet.
finding-interval = { $level }-sikkerhedsinterval: { $interval }
limits-from-to = { $low } til { $high }
limits-both-ways = fra { $low } til { $high }
limits-at-least = mindst { $limit }
limits-at-most = højst { $limit }
points-lower = { $size } procentpoint lavere
points-higher = { $size } procentpoint højere
points-same = { $size } procentpoint
days-shorter = { $size } dage pr. elev kortere
days-longer = { $size } dage pr. elev længere
days-same = { $size } dage pr. elev
limit-lower = { $size } lavere
limit-higher = { $size } højere
limit-same = { $size }
limit-shorter = { $size } kortere
limit-longer = { $size } længere
noun-completed = gennemførelsen
noun-dropout = frafaldet
noun-agreement = andelen med uddannelsesaftale
noun-retained = andelen af dem med aftale, der stadig har den,
noun-transition = andelen, der går videre til hovedforløbet,
noun-neet = andelen uden uddannelse og læreplads
noun-kept = andelen, der fik og beholdt en uddannelsesaftale,
noun-days = tiden på uddannelsen
odds-kept = at få og beholde en uddannelsesaftale
odds-completed = at gennemføre
odds-dropout = frafald
odds-agreement = at få en uddannelsesaftale
odds-retained = stadig at have sin uddannelsesaftale
odds-transition = at gå videre til hovedforløbet
odds-neet = at stå uden uddannelse og læreplads
ahead-title = { $programmes } uddannelser begynder i { $waves } trin; lodtrækning afgør rækkefølgen
ahead-title-drawn = { $programmes } uddannelser begynder i { $waves } trin; lodtrækning har afgjort rækkefølgen
ahead-lead = { $count ->
    [one] Alle uddannelser skal have indsatsen. Rækkefølgen afgøres ved offentlig lodtrækning, så de, der er begyndt, kan sammenlignes med dem, der venter.
   *[other] Alle uddannelser skal have alle { $count } indsatser. Rækkefølgen for hver af dem afgøres ved offentlig lodtrækning, så de, der er begyndt, kan sammenlignes med dem, der venter.
}
ahead-lead-drawn = { $count ->
    [one] Alle uddannelser skal have indsatsen. Rækkefølgen blev afgjort ved offentlig lodtrækning, så de, der er begyndt, kan sammenlignes med dem, der venter.
   *[other] Alle uddannelser skal have alle { $count } indsatser. Rækkefølgen for hver af dem blev afgjort ved offentlig lodtrækning, så de, der er begyndt, kan sammenlignes med dem, der venter.
}
notice-rehearsal = Øvelse: lodtrækningen er en prøve og har ingen gyldighed.
notice-not-locked = Planen er ikke låst. Intet her er derfor bestemt på forhånd.
notice-deviations = { $count ->
        [one] Der er 1 afvigelse fra den låste plan; den står under Afvigelser fra planen.
       *[other] Der er { $count } afvigelser fra den låste plan; de står under Afvigelser fra planen.
    }
answer-worked = Virkede det?
answer-target = Er målet nået?
answer-sure = Hvor sikkert er det?
answer-whom = For hvem?
answer-early = Hvad betyder fravær i starten?
worked-yes = Ja.
worked-none = Det kan vi ikke se.
worked-wrong-way = Udfaldet gik den modsatte vej af målet.
worked-unknown = Det kan ikke afgøres.
worked-with-without = Med indsatsen { $with }, uden den efter beregningen { $without }.
worked-entered = { $all } elever indgik i sammenligningen: { $treated } med indsatsen og { $waiting }, der ventede.
worked-with-without-each = Med den { $with }, uden den { $without } efter beregningen.
worked-entered-each = { $treated } elever med indsatsen, { $waiting } ventede.
worked-elsewhere = { $count ->
        [one] 1 elev er kun brugt i andre beregninger.
       *[other] { $rest } elever er kun brugt i andre beregninger.
    }
target-yes = Ja, målet er nået.
target-no = Nej, målet er ikke nået.
target-cannot-tell = Vi kan ikke afgøre, om målet er nået.
target-odds = Det kan ikke afgøres: målet er i procentpoint, virkningen i odds.
target-none = Der er ikke sat et mål.
goal-fall = Målet er et fald på mindst { $size } procentpoint.
goal-rise = Målet er en stigning på mindst { $size } procentpoint.
goal-fewer-days = Målet er mindst { $size } færre dage pr. elev.
goal-more-days = Målet er mindst { $size } flere dage pr. elev.
sure-no-p = Der er ingen p-værdi; kun intervallet siger noget om sikkerheden.
sure-replays = Hvis indsatsen ikke virkede på nogen, ville lodtrækningen alene give en mindst så stor forskel { $often } ({ $p }; { $draws } gentagelser af lodtrækningen).
sure-joint = Så ofte ville lodtrækningerne alene give mindst så meget, hvis intet virkede (justeret; { $draws } gentagelser):
sure-joint-each = { $often } ({ $p })
sure-model = Uden virkning ville en mindst så stor forskel opstå { $often } ({ $p }).
often-rarely = i under 0,1 % af tilfældene
often-share = i { $share } % af tilfældene
not-examined = Er ikke undersøgt.
counts-cannot-tell = Kan ikke opgøres ud fra antal alene.
whom-alike = Vi kan ikke se forskel på grupperne (mindste justerede { $p }).
whom-differ = Virkningen er forskellig efter { $groups }, justeret for antallet af sammenligninger.
early-risks = { $with } af eleverne med fravær på mindst { $days } { $days ->
        [one] dag
       *[other] dage
    } i de første { $window } dage faldt senere fra; af de øvrige { $without }.
early-symptom = Fravær er et tegn og ikke nødvendigvis en årsag.
trust-heading = Kan man stole på det?
trust-check = Kontrol
trust-answer = Svar
trust-clause = Hvorfor
answer-yes = ja
answer-no = nej
answer-unknown = ikke kendt
check-lottery = Lodtrækningen kan genberegnes
check-lock = Låst, før tilfældighedstallet kom
check-throwers = Terningkasterne var låst
check-plan = Planen er fulgt
check-codes = Koderne lå fast før resultaterne
check-outcomes = Udfaldene er kendt
check-delivery = Indsatsen kom som lodtrukket
check-waves = Trinene er store nok
check-agreement = Andre beregninger er enige
clause-lottery-yes = genberegnet, da rapporten blev lavet
clause-lottery-no = genberegnet, og det giver noget andet
clause-lottery-unknown = der er ingen lodtrækning at genberegne
clause-lottery-rehearsal = en øvelse: lodtrækningen er en prøve
clause-codes-rehearsal = en øvelse: ingen har set en virkning
clause-lock-none = ingen tidsstempler; spørg, hvor linjen stod
clause-lock-before = stemplet af { $who }, { $hours } timer før
clause-lock-before-count = { $who } tidsstempler, { $hours } timer før
clause-lock-after = stemplet af { $who }, men ikke i tide
clause-lock-after-count = { $who } tidsstempler, ikke alle i tide
clause-lock-stamped = stemplet af { $who }
clause-lock-stamped-count = { $who } tidsstempler
clause-throwers-ahead = hvem der kaster, og hvor tit, står ikke i låsen
clause-throwers-unknown = hvem der kastede, og hvor tit, stod ikke i låsen
clause-throwers-yes = { $people } { $people ->
        [one] person
       *[other] personer
    }, { $throws } kast hver, stod i låsen
clause-plan-rehearsal = en øvelse: intet er låst
clause-plan-unlocked = planen er ikke låst
clause-plan-yes = ingen afvigelser siden låsen
clause-plan-no = { $count } { $count ->
        [one] afvigelse
       *[other] afvigelser
    } siden låsen
clause-codes-unknown = det første kig på resultater er ikke noteret
clause-codes-no = ændret uden at være låst før resultaterne
clause-codes-locked = låst { $day }, før resultater var set
clause-codes-plan = stod i den låste plan
clause-outcomes = { $share } af { $all } elever har et kendt udfald
clause-outcomes-unknown = der er ingen elever at opgøre
clause-delivery = { $share } af { $all } uddannelsesperioder
clause-delivery-unknown = ingen data om, hvad der blev givet
clause-waves = mindste trin har { $lots } { $lots ->
        [one] lod
       *[other] lodder
    }
clause-waves-unknown = der er ikke trukket lod endnu
clause-agreement = { $same } af { $all } andre beregninger peger samme vej
clause-agreement-unknown = ingen andre beregninger at sammenligne med
limits-heading = Hvad svarer undersøgelsen ikke på?
limit-these-schools = Kun disse skoler: om det virker andre steder, er ikke undersøgt.
limit-follow-up = Kun til opfølgningens slutning: hvad der skete bagefter, er ikke med.
limit-which-part = Ikke hvilken del af indsatsen: hele indsatsen er prøvet som ét.
lockline-lock = Lås
lockline-seed = Startværdi
lockline-check = kontrol: `lodtrin verify`
doubts-heading = Forbehold
doubts-more = { $count } mere af samme slags.
wave = Trin
period = Periode
first-day = Første dag
lots = Lodder
lot = Lod
schools = Skoler
rollout-table = Trinene
rollout-lead-ahead = { $programmes } uddannelser; en offentlig lodtrækning afgør, hvornår hver begynder.
rollout-lead-schools-ahead = { $programmes } uddannelser ved { $schools } { $count ->
        [one] skole
       *[other] skoler
    }; en offentlig lodtrækning afgør, hvornår hver begynder.
rollout-lead = { $programmes } uddannelser; en offentlig lodtrækning afgjorde, hvornår hver begynder.
rollout-lead-schools = { $programmes } uddannelser ved { $schools } { $count ->
        [one] skole
       *[other] skoler
    }; en offentlig lodtrækning afgjorde, hvornår hver begynder.
after-the-draw = Efter lodtrækningen
withdrawn-stays = En uddannelse, der er udtrådt, beholder sin plads i analysen (som lodtrukket).
balance-table = Balance mellem trinene
flow-table = { $outcome }: andel i hvert trin og hver periode; * trinnet er begyndt
few = få
lottery-not-locked = Lodtrækningen er ikke låst.
lottery-lead = Planen, listen over uddannelser og reglerne står i låsen. Enhver kan genberegne dens fingeraftryk, og lodtrækningen følger alene af låsen og den offentlige tilfældighedskilde. Hvad der viser, at låsen kom først, står under Stempler og vidner.
witnesses-none = Ingen tidsstempler ligger ved låsen. At den kom først, hviler på, hvor dens linje blev offentliggjort, og hvem der var til stede.
witnesses-table = Tidsstempler af låsen
witnesses-note = Stemplerne holder; hvis de er, dømmer `lodtrin verify --trust`. Et stempel viser, at låsen fandtes, ikke at den var den eneste.
authority = Udsteder
hours-before = Timer før tilfældighedstallet
effect-used = Virkningen hviler på { $pupils } elever: { $treated } med indsatsen og { $waiting }, der ventede, ved { $lots } af { $all } lodder.
forecast-taken-off = Hver elevs forventede udfald, beregnet ud fra tidligere perioder ({ $terms }) og låst før lodtrækningen, er trukket fra.
forecast-both = Med prognosen: { $with }. Uden den: { $without }.
forecast-terms = Perioder før udrulningen
forecast-history = Tabellens fingeraftryk
forecast-without = Den planlagte virkning uden prognosen
forecast-ratio = Varians med prognosen over varians uden den
forecast-held-out = Prøvet på perioder, der var holdt ude: andel af forskellene mellem uddannelser, som prognosen lader stå
forecast-ahead = { $n ->
    [one] 1 periode frem: { $ratio }
   *[other] { $n } perioder frem: { $ratio }
 }
limits-from-to-sided = fra { $low } til { $high }
forecast-without-history = Uddannelser uden tidligere elever
lags-before-no = Skete der noget før start? Det kan vi ikke se ({ $p }).
lags-before-yes = Skete der noget før start? Ja, mere end tilfældigt ({ $p }); det er et varsel.
lags-next-no = Var de næste i rækken anderledes? Det kan vi ikke se ({ $p }).
lags-next-yes = Var de næste i rækken anderledes? Ja ({ $p }); at vente kan have gjort noget.
lags-average-yes = Dækker ét gennemsnit alle perioder? Intet taler imod ({ $p }).
lags-average-no = Dækker ét gennemsnit alle perioder? Nej, virkningen skifter med tiden ({ $p }).
lags-not-tested = Før start bør der ikke være nogen virkning; senere perioder hviler på færre uddannelser.
lags-tests-table = Prøver af alle perioder på én gang
tested-table = Hvad hver test hviler på
tested-error = Usikkerhed på p
tested-smallest = Mindste p
tested-adjusted = p, justeret
tested-mean = Gennemsnit over gentagelserne
tested-beta = Andel trukket fra (β)
tested-note = p, justeret: for alle test af samme slags (Westfall og Young). Gennemsnit over gentagelserne: hvis der ingen virkning var; i pp., hvor intet andet står. β: hvor stor en del af forskellen før start beregningen trækker fra; * holdt mellem 0 og 1.
dropped-table = Sammenligninger, der ikke findes, fordi ingen har data på den ene side
dropped-start = Begyndte
began-table = Uddannelser, der begyndte i en anden periode end den lodtrukne
began-drawn = Lodtrukket
began-given = Begyndte
began-not-yet = endnu ikke
unit-own = egen enhed
lags-critical = Standardfejl til hver side
lags-bands-table = Grænser, der holder for alle perioder på én gang (pp., hvor intet andet står)
lags-weights-table = Hvad gennemsnittene vejer: perioder siden start, og vægt
outcome = Udfald
method = Metode
test = Prøve
statistic = Teststørrelse
df = Frihedsgrader
p = p
periods-since-start = Perioder siden start
low = Nedre
high = Øvre
average = Gennemsnit
weights-by-lag = Vægte
inference = Usikkerhed
effect = Virkning
interval = Interval
planned = Planlagt
analysis = Analyse
after-start = Efter start
after-start-of = Efter start: { $name }
share-missing = andel uden kendt udfald
pupils-per-cell = Elever pr. uddannelse og periode
delivered-first-stage = Andelen, der fik indsatsen, var { $size } hos dem, der var begyndt, end hos dem, der ventede ({ $inside }).
delivered-effect = Virkning for dem, der faktisk fik indsatsen, hvis den kun virker, når den gives: { $size } ({ $inside }).
reference-replays = Sammenligningsgrundlaget er { $draws } gentagelser af netop den lodtrækning, der blev holdt.
reference-all = Sammenligningsgrundlaget er alle { $draws } rækkefølger, som lodtrækningen kunne give.
reference-allocations = Mulige rækkefølger: ca. { $value }.
reference-smallest = Mindste p, der kan komme ud: { $value }.
reference-error = Usikkerhed på p af gentagelserne: { $value }.
reference-mean = Gennemsnit over gentagelserne, hvis der ingen virkning var (bør være nær 0): { $value }; estimatet minus dette gennemsnit er vist, hvor chancerne er ulige.
missing-known = { $known } af { $all } elever har et kendt udfald ({ $share }).
missing-gaps = Uddannelser uden data i en periode repræsenteres af dem i samme gruppe, der har data.
missing-gaps-table = Uddannelser og perioder uden data
missing-tipping = Fundet holder, medmindre de manglende klarede sig mindst { $size } procentpoint dårligere end de kendte.
missing-tipping-never = Fundet holder, hvordan de manglende end klarede sig.
missing-tipping-not-significant = Der er intet fund, som de manglende kunne vælte.
missing-question = Hvad hvis de, vi ikke så, klarede sig anderledes?
missing-says = Hvad rækken siger
missing-withdrawn = Udtrådt
missing-row-bounds = Hvordan de manglende end klarede sig, ville fuldstændige data give en virkning i intervallet { $limits }.
missing-row-worst = Intervallet { $limits } holder, uanset hvad der mangler, og hvorfor; med den værst tænkelige udfyldning er p { $value }.
missing-row-independent = Det kan ikke ses, at lodtrækningen afgør, hvem der mangler ({ $p }).
missing-row-depends = Hvem der mangler, afhænger af lodtrækningen ({ $p }); sammenligningen af dem, vi så, kan være skæv.
missing-row-always = Blandt dem, der ville få en aftale med og uden indsatsen, ligger virkningen i intervallet { $limits }, hvis indsatsen ikke både giver og koster aftaler.
missing-row-always-nobody = Om dem, der ville få en aftale med og uden indsatsen, kan intet siges.
missing-tipping-days = Fundet holder, medmindre de manglende klarede sig mindst { $size } dage dårligere end de kendte.
missing-tipping-units = Fundet holder, medmindre de manglende klarede sig mindst { $size } (i udfaldets enhed) dårligere end de kendte.
estimates-note = Beregningerne kan gælde forskellige gennemsnit og behøver ikke at være ens. Overskriften tæller ikke grænser og anden usikkerhed med. Kun den planlagte beregning afgør målet; alle tal står i bilaget.
all-estimates-table = Alle beregninger (sandsynligheder i procentpoint)
sensitivity-table = Følsomhed
question-one = Spørgsmålet er, om indsatsen ændrer { $noun }.
question-several = Spørgsmålet er, om hver af indsatserne ændrer { $noun }.
estimand-simple = Der måles den gennemsnitlige virkning over alle uddannelser og perioder med indsatsen, hvor nogen endnu venter; trin vejer efter antal lodder.
estimand-cohort = Der måles den gennemsnitlige virkning i hvert trin, derefter over trinene.
estimand-calendar = Der måles den gennemsnitlige virkning i hver periode, derefter over perioderne.
estimand-time-averaged = Der måles gennemsnittet af virkningerne for hver periode siden start, hver periode med samme vægt.
estimand-as-planned = Der måles virkningen, som planen beskriver den.
meaning = Betydning
within = Inden for
target = Mål (pp.)
role = Rolle
role-primary = primært
role-secondary = sekundært
outcomes-table = Udfald
within-course = til uddannelsens slutning
kind-completed = andel der gennemfører
kind-dropout = andel der falder fra
kind-agreement = andel med uddannelsesaftale
kind-retained = andel af dem med aftale, der stadig har den
kind-transition = andel der går videre til hovedforløbet
kind-neet = andel uden uddannelse og læreplads
kind-kept = andel der får og beholder en uddannelsesaftale
kind-days = dage på uddannelsen
power-baseline = Udfald uden indsatsen
power-effect = Virkning, der planlægges efter (procentpoint)
power-icc = Korrelation inden for uddannelse og periode
power-cac = Autokorrelation mellem perioder
power-school-icc = Andel af variansen mellem skoler
power-size = Elever pr. uddannelse og periode, planlagt
power-level = Niveau
power-aim = Styrke, der sigtes efter
power-table = Styrke og mindste virkning, beregnet i lukket form
power-counted = Regnet
power-planned = som planlagt
power-realised = med de elever, der kom
power-reference = Fordeling
power-normal = normal
power-found = Styrke
power-smallest = Mindste virkning
power-smallest-points = Mindste virkning (pp.)
power-immediate = samme virkning fra start
power-exposure-average = gennemsnit over perioder siden start
power-iac = Korrelation mellem samme elevs perioder
power-decay = Korrelation, der er tilbage for hver periode
power-school-cac = Autokorrelation mellem en skoles perioder
power-r2 = Andel af variansen, som forudsigelsen forklarer
power-effect-sd = Virkningens usikkerhed på forhånd (standardafvigelse, procentpoint)
power-column = fra en kolonne i listen
power-error = Standardfejl
power-error-points = Standardfejl (pp.)
power-simulated-table = Styrke af den planlagte analyse i simulerede forsøg (results/power.json)
power-declared = som planlagt
power-without-forecast = uden prognosen
power-analysis = Analyse
power-short-icc = icc
power-short-cac = cac
power-quantity = Størrelse
power-value = Værdi
power-monte-carlo-points = Simuleringsfejl (pp.)
power-monte-carlo = Simuleringsfejl
power-errs = Finder noget, hvor intet er
power-assurance = Styrke over de virkninger, der kan tænkes
power-trials = Simulerede forsøg
power-draws = Gentagelser af lodtrækningen i hvert
power-effect-own = Virkning, der planlægges efter
power-variance-school = Varians mellem skoler
power-variance-school-period = Varians mellem en skoles perioder
power-variance-programme = Varians mellem uddannelser
power-variance-cell = Varians mellem en uddannelses perioder
power-variance-cohort = Varians mellem elever, der går igen
power-variance-residual = Varians mellem elever
power-variance-treatment = Varians af virkningen mellem uddannelser
power-covariance-treatment = Kovarians mellem virkning og niveau
power-note = Styrken under disse værdier: `lodtrin power`.
power-none = Protokollen har ingen planlægningsværdier (`[power]`); styrken er ikke beregnet.
power-rehearsal = I en øvelse beregnes styrken ikke.
power-unresolved = Styrken kan ikke beregnes ud fra disse værdier alene; `lodtrin power` siger, hvad der mangler.
power-not-realised = Med de elever, der kom, kan styrken ikke beregnes: antallene svarer ikke til planens uddannelser og perioder.
references-heading = Litteratur
reproduce-lead = Med den samme version af værktøjet giver de samme filer de samme bytes, på enhver maskine og med ethvert antal tråde.
tool = Værktøj
file = Fil
digests-table = Filer og deres fingeraftryk (SHA-256)
lock-lines = Låsens linjer
delivery-rows = { $register } ({ $count ->
        [one] 1 række
       *[other] { $rows } rækker
    })
delivery-extracted = { $register } ({ $count ->
        [one] 1 række
       *[other] { $rows } rækker
    }, udtrukket { $day })
deliveries-line = Leverancer: { $list }.
absence-not-allotted = Fraværet er ikke fordelt ved lodtrækning. Det kan være et tegn på noget andet, der fører til frafald, og sammenhængen siger ikke, hvad der ville ske, hvis fraværet blev forhindret.
absence-by-arm-note = Hænger fravær og frafald mindre sammen, når indsatsen er i gang? Kurverne beskriver det og beviser intet: at gå der endnu på skæringsdagen kommer efter indsatsen, så den kan selv have ændret, hvem der sammenlignes. Den prøve, der hviler på lodtrækningen, står i tabellen som forskellen mellem med og uden indsats.
absence-csv = Alle tal står i `results/absence.csv`.
absence-crude = ujusteret
absence-linear-adjusted = lineær regression, justeret
absence-g-computation = standardisering (g-computation)
absence-poisson-adjusted = Poisson-regression, justeret
absence-logit-adjusted = logistisk regression, justeret
absence-cox-adjusted = Cox-regression, justeret
absence-mantel-haenszel = Mantel-Haenszel, inden for klynger
absence-no-landmark = uden skæringsdag (skæv, til sammenligning)
absence-late-registered = grænser, hvis fraværet er registreret sent
absence-registered-in-time = kun fravær registreret på skæringsdagen
absence-undated = grænser for frafald uden dato
absence-by-days = antal fraværsdage
absence-by-hours = fraværstimer
absence-call-all = ring til alle
absence-random = tilfældige opkald
absence-landmark = skæringsdag (landmark)
absence-random-effects = tilfældige virkninger (mellem skoler)
absence-kaplan-meier = Kaplan-Meier
absence-aalen-johansen = Aalen-Johansen
absence-delong = DeLong
absence-delta = deltametoden
absence-cluster-bootstrap = bootstrap af klynger
absence-greenwood = Greenwood
absence-unexposed = uden fravær
absence-exposed = med fravær
absence-against = med mod uden fravær
absence-per-day = pr. dag
absence-per-hour = pr. time
absence-untreated = uden indsatsen
absence-treated = med indsatsen
absence-by-treated = forskel: med minus uden indsatsen
absence-by-school = forskelle mellem skoler, prøvet samlet
absence-or-left = virkning på at være fraværende eller gået før skæringsdagen
absence-everybody = alle
absence-unseen-school = på skoler, modellen ikke har set
absence-intercept = konstant
absence-at-least = { $n ->
    [one] fravær mindst 1 dag
   *[other] fravær mindst { $n } dage
 }
absence-between = forskel mellem grupperne: { $name }
absence-school = Skole: { $name }
absence-phase = dag { $from } til { $to }
absence-phase-number = fase { $n }
absence-term = Gruppe

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
figure-capacity-note = Andel af de senere frafaldne, der er blandt dem, der ringes til. Mellem lige højt placerede elever trækkes der lod.
figure-capacity-axis = Elever, der kan ringes til pr. hold
followed-starters = Begyndte: { $n } elever.
followed-left-by-landmark = Var gået før skæringsdagen: { $n }.
followed-absence-unknown = Fraværet er ikke kendt: { $n }.
followed-day-unknown = Dagen, de gik, er ikke kendt: { $n }.
followed-event-unknown = Det er ikke kendt, om de gik: { $n }.
followed-covariate-unknown = En baggrundsoplysning mangler: { $n }.
followed-outcome-unknown = Udfaldet er ikke kendt: { $n }.
followed-n = Indgår i tallene: { $n }.
followed-days = Faldet fra til og med dagen (Aalen-Johansen; tabellen med risiko tæller dem, der ikke kunne følges til ende, som blevne)
followed-day = Dag
followed-rates = Frafald pr. 1.000 elevdage i fire dele af forløbet
followed-phase = Del
followed-begun = Fulgt ved delens start
followed-independent = Disse grænser regner eleverne som uafhængige af hinanden: { $list }. De øvrige regner med, at elever på samme uddannelse ligner hinanden.
independent-greenwood = kurverne (Greenwood)
independent-delong = arealet under ROC-kurven (DeLong)
independent-model = de grænser, der alene følger af modellen
followed-log-rank = Log-rank-prøve af de to kurver: χ² = { $value } ({ $p }).
calibrated-table = Forudsagt og faktisk risiko i ti lige store grupper af elever, lavest risiko først
calibrated-bin = Gruppe
calibrated-predicted = Forudsagt
calibrated-observed = Faktisk
calibrated-whole = For alle på én gang: niveau (logit) { $level }, hvor 0 er som forudsagt; hældning { $slope }, hvor 1 er som forudsagt.
decided-rule = Reglen ved hvert antal fraværsdage
decided-who = Ring ved
decided-dropouts = Senere frafaldne nået pr. hold
decided-worth = Hvad det er værd at ringe
decided-strategy = Hvem der ringes til
decided-risk = Opkald er det værd fra en risiko på (%)
decided-benefit = Nettogevinst, elever pr. 100
decided-model = modellen
decided-rule-word = reglen
decided-against = { $own } mod { $other }
reached-table = Hvad opkaldene når
reached-calls = Mulige opkald pr. hold
reached-made = Opkald foretaget pr. hold
schools-table = Skolerne hver for sig, og samlet
schools-school = Skole
schools-auc-rule = AUC, antal fraværsdage
schools-auc-model = AUC, modellen
schools-level = Modellens niveau (logit)
schools-slope = Modellens hældning
schools-spread = spredning mellem skoler (τ)
figure-schools-title = Holder modellen på en skole, den ikke har set?
figure-schools-note = Hver skole er bedømt af en model uden den. Skoler: grænser, som om eleverne var uafhængige. Stiplet: ingen skelnen (0,5), som forudsagt (0), lige så stejlt som forudsagt (1).
figure-schools-auc = AUC
figure-schools-in-the-large = Niveau (logit)
figure-schools-slope = Hældning
figure-schools-pooled = samlet
figure-schools-new = ny skole
report-scorecard = Pointkortets led
report-scorecard-note = Risikoen er 1/(1 + exp(−sum)), hvor sum er konstanten plus hvert led gange sin koefficient, i dataenes egne enheder. Værktøjet beregner ikke enkelte elevers risiko.
report-groups = Reglen i hver gruppe
report-groups-note = Hvor grupperne har forskellig risiko, kan reglen ikke både finde lige stor en andel af de frafaldne (sensitivitet) og have lige ofte ret (positiv prædiktiv værdi) i alle grupper.
report-late = Forskelle, hvis fravær blev registreret sent
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
# Tables for papers.
paper-table = Tabel
paper-caption-1 = Elever før og efter start
paper-caption-2 = Virkninger på hvert udfald
paper-caption-3a = Frafald efter fravær i den første tid
paper-caption-3b = Frafald med og uden fravær i den første tid, sammenlignet
paper-caption-4 = Virkninger i grupper af elever
paper-caption-s1 = Alle beregninger
paper-caption-s2 = Følsomhed: samme spørgsmål besvaret på andre måder
paper-caption-s3 = Elever i hvert trin og hver periode
paper-characteristic = Egenskab
paper-waiting = Venter
paper-after = Efter start
paper-std-difference = Standardiseret forskel
paper-p = p
paper-p-adjusted = p, justeret
paper-p-difference = p for forskellen
paper-outcome = Udfald
paper-n = Elever
paper-without = Uden indsatsen
paper-with = Med indsatsen
paper-without-percent = Uden indsatsen (%)
paper-with-percent = Med indsatsen (%)
paper-effect = Virkning
paper-low = Nedre grænse
paper-high = Øvre grænse
paper-effect-points = Virkning (pp.)
paper-low-points = Nedre grænse (pp.)
paper-high-points = Øvre grænse (pp.)
paper-treated-used = Brugte elever efter start
paper-absence = Fravær
paper-share = Andel (%)
paper-dropouts = Faldet fra
paper-risk = Risiko (%)
paper-measure = Mål
paper-crude = Ujusteret
paper-adjusted = Justeret
paper-e-value = E-værdi
paper-difference = Forskel
paper-difference-points = Forskel (pp.)
paper-ratio = Relativ risiko
paper-exposed = Fravær på eller over grænsen
paper-not-exposed = Fravær under grænsen
paper-group = Gruppering
paper-level = Gruppe
paper-weight = Vægt (%)
paper-unknown = ikke kendt
paper-intervention = Indsats
paper-method = Metode
paper-average = Gennemsnit
paper-inference = Usikkerhed
paper-se = SE
paper-df = df
paper-planned = Planlagt
paper-analysis = Analyse
paper-differs = Afviger i
paper-same-sign = Samme retning
paper-planned-analysis = Den planlagte analyse
paper-differs-method = metode
paper-differs-average = gennemsnit
paper-differs-inference = usikkerhed
paper-differs-data = udfald, vægt eller data
paper-wave = Trin
paper-never = aldrig
paper-period = Periode
paper-programmes = Uddannelser
paper-enrolled = Indskrevet
paper-excluded = Udeladt
paper-missing-count = Mangler
paper-analysed = Analyseret
paper-with-outcome = Med udfaldet
paper-raw-percent = Rå andel (%)
paper-raw-mean = Rå gennemsnit
paper-missing = mangler
paper-pupils = Elever
paper-pupils-per-cell = Elever pr. uddannelse og periode
paper-school = Skole: { $name } (%)
paper-share-of = { $name } (%)
paper-unit-days = dage
paper-unit-odds = oddsratio
paper-minus = { $a } minus { $b }
paper-both = samspil mellem { $a } og { $b }
paper-where-also = { $a }, hvor { $b } også er
paper-beside-others = { $outcome }: { $intervention }, sammen med de andre
paper-by-itself = { $outcome }: { $intervention }, for sig
covariate-under20 = Under 20 år
covariate-female = Kvinder
covariate-benefit = Uddannelseshjælp
covariate-pupils = Elever ifølge listen
covariate-age = Alder
paper-days = { $n ->
    [one] 1 dag
   *[other] { $n } dage
 }
paper-days-or-more = { $n ->
    [one] 1 dag eller flere
   *[other] { $n } dage eller flere
 }
paper-note-earlier = Perioderne før start ligger tidligere.
paper-note-std-difference = Standardiseret forskel: forskellen mellem gennemsnittene divideret med kvadratroden af gennemsnittet af de to varianser.
paper-note-method = Metode: { $method }; { $average }; usikkerhed: { $inference }.
paper-note-weight-pupils = Uddannelser vejer efter deres antal elever.
paper-note-weight-programmes = Uddannelser vejer lige meget.
paper-note-replays = p og grænser fra { $draws } gentagelser af lodtrækningen.
paper-note-level = Grænser: { $level } %-sikkerhedsinterval.
paper-note-without = Med: gennemsnit af de brugte celler efter start, med beregningens egne vægte. Uden: med minus virkning.
paper-note-all-used = Alle { $all } elever efter start er brugt i den første beregning.
paper-note-used = Af { $all } elever efter start er { $used } brugt i den første beregning; for de øvrige var der ingen tilbage at sammenligne med.
paper-note-odds = Odds: virkningen er en oddsratio, dens standardfejl er logaritmens.
paper-note-mixed = Hvor intet andet står, er andele i % og virkninger i procentpoint.
paper-note-adjusted = Justeret for: { $covariates }.
paper-note-e-value = E-værdi for den grænse, der ligger nærmest 1: { $limit }.
paper-note-groups = Forskel: gruppens virkning minus virkningen i grupperingens første gruppe. p er for forskellen.
paper-note-group-weight = Vægt: gruppens andel af de elever efter start, som virkningen handler om.
paper-note-every = Virkninger på andele i procentpoint (pp.). Kun de planlagte beregninger afgør noget. SE: standardfejl; df: frihedsgrader.
paper-note-sensitivity = Samme retning: om virkningen har samme fortegn som den planlagte. Ved grænser er nedre og øvre grænse de yderste værdier, som de manglende udfald kan give, og der er intet p.
paper-note-flow = Elever med et kendt udfald er analyseret. Tomme felter skjuler små tal eller kan ikke opgøres.
paper-note-left-out = Udeladt af registret over indskrivninger: { $list }.
method-roth-santanna = trin mod ventende trin, justeret for niveauet før start (Roth og Sant’Anna)
method-callaway-santanna = trin mod ventende trin, forskel i forskel (Callaway og Sant’Anna)
method-sun-abraham = trin mod det sidste trin, forskel i forskel (Sun og Abraham)
method-difference-in-means = trin mod ventende trin, forskel mellem gennemsnit
method-imputation = udfald uden indsatsen beregnet ud fra de ventende (Borusyak m.fl.)
method-twfe = regression med uddannelse og periode, én virkning
method-twfe-exposure = regression med uddannelse og periode, en virkning for hver periode siden start
method-hussey-hughes = blandet model, én virkning (Hussey og Hughes)
method-nested-exchangeable = blandet model med perioder inden for uddannelser (Hooper m.fl.)
method-exposure-time = blandet model, en virkning for hver periode siden start (Kenny m.fl.)
method-gee-logit = GEE, oddsratio
method-gee-identity = GEE, forskel mellem andele
method-glmm-logit = logistisk blandet model, oddsratio
method-within-period = sammenligning inden for hver periode (Thompson m.fl.)
method-joint = alle indsatser i samme regression
method-joint-pairs = alle indsatser og par af dem i samme regression
told-roth-santanna = Sammenligner hvert trin, der er begyndt, med de trin, der venter, og justerer for forskelle før start med den vægt, der giver mindst usikkerhed under lodtrækningen.
told-callaway-santanna = Trin, der er begyndt, mod trin, der venter, med fuldt fradrag af forskellen i perioden før start.
told-sun-abraham = Trin, der er begyndt, mod det sidste trin alene, med fuldt fradrag af forskellen i perioden før start.
told-difference-in-means = Forskel mellem trin, der er begyndt, og trin, der venter, uden justering for tiden før start.
told-imputation = Beregner, hvad der var sket uden indsatsen, ud fra de uddannelser og perioder, der ikke havde den, og trækker fra.
told-twfe = Lineær regression med et niveau for hver uddannelse og hver periode. Misvisende, når virkningen ændrer sig med tiden.
told-twfe-exposure = Lineær regression med et niveau for hver uddannelse og hver periode og en virkning for hver periode siden start.
told-hussey-hughes = Blandet model med ét niveau pr. uddannelse og samme virkning fra første dag. Kan være skæv, endda med modsat fortegn, når virkningen vokser.
told-nested-exchangeable = Blandet model, hvor hver uddannelse har sit eget niveau og også kan svinge fra periode til periode; samme virkning fra første dag.
told-exposure-time = Blandet model med en virkning for hver periode siden start.
told-gee-logit = Gennemsnitlig sammenhæng på logit-skala, hvor der er taget højde for, at elever ved samme uddannelse ligner hinanden.
told-gee-identity = Gennemsnitlig forskel i sandsynlighed, hvor der er taget højde for, at elever ved samme uddannelse ligner hinanden.
told-glmm-logit = Blandet logistisk model; virkningen står på log-odds-skala inden for uddannelser.
told-within-period = Forskel mellem begyndte og ventende uddannelser inden for hver periode, vejet efter præcision.
short-roth-santanna = Roth og Sant’Anna
short-callaway-santanna = Callaway og Sant’Anna
short-sun-abraham = Sun og Abraham
short-difference-in-means = forskel mellem gennemsnit
short-imputation = Borusyak m.fl.
short-twfe = regression, én virkning
short-twfe-exposure = regression efter perioder
short-hussey-hughes = Hussey og Hughes
short-nested-exchangeable = Hooper m.fl.
short-exposure-time = Kenny m.fl.
short-gee-logit = GEE, oddsratio
short-gee-identity = GEE, forskel
short-glmm-logit = logistisk blandet model
short-within-period = inden for perioder
short-joint = alle indsatser sammen
short-joint-pairs = alle indsatser og par
short-average-delivered = af det leverede
short-average-cohort = over trin
short-average-calendar = over perioder
short-average-time-averaged = lige vægt pr. periode
short-average-simultaneous = på én gang
short-inference-randomization = lodtrækning
short-inference-neyman = Neyman
short-inference-model = model
short-inference-cr0 = CR0
short-inference-cr1 = CR1
short-inference-cr2 = CR2
short-inference-cr3 = CR3
short-inference-robust = sandwich
average-simple = alle uddannelser og perioder efter start
average-cohort = hvert trin for sig, så gennemsnit over trin
average-calendar = hver periode for sig, så gennemsnit over perioder
average-by-lag = efter perioder siden start
average-time-averaged = hver periode siden start vejer lige meget
average-lag-tests = alle perioder siden start på én gang
average-simultaneous = alle indsatser på én gang, justeret for at de er flere
average-lag-after = { $n ->
    [0] startperioden
    [one] 1 periode efter startperioden
   *[other] { $n } perioder efter startperioden
 }
average-lag-before = { $n ->
    [one] 1 periode før start
   *[other] { $n } perioder før start
 }
average-placebo = perioderne før start, største afvigelse
average-placebo-quadratic = perioderne før start, samlet
average-same-effect = samme virkning i alle perioder siden start
average-anticipation = de næste i rækken mod de senere
average-first-stage = lodtrækningens virkning på det leverede
average-delivered = dem, der faktisk fik indsatsen
average-always-selected = dem, der ville være med i begge tilfælde
inference-design = designet
inference-neyman = Neymans varians
inference-model = modellens egen
inference-cr0 = klyngerobust (CR0)
inference-cr1 = klyngerobust (CR1)
inference-cr2 = klyngerobust (CR2)
inference-cr3 = klyngerobust (CR3)
inference-jackknife = jackknife
inference-wild-bootstrap = wild bootstrap
inference-randomization = lodtrækningen gentaget
inference-robust = robust (sandwich)
inference-kauermann-carroll = robust (Kauermann og Carroll)
inference-mancl-derouen = robust (Mancl og DeRouen)
inference-bounds = grænser
inference-worst-case = værste tilfælde blandt de manglende
way-pupils = hver elev tæller ens
way-programmes = hver uddannelse tæller ens
way-immediate = én straksvirkning
way-transfers = Skift talt som frafald
way-as-started = Som startet, ikke som lodtrukket (Neymans varians)
way-delivered = Virkning for dem, der fik indsatsen (skaleret med det leverede)
way-without-late = Uden sent tilkomne
way-without-forecast = Uden prognosen
way-complete = Kun uddannelser med data i alle perioder
registry-title = Felter til registrering
registry-note = Felterne er udfyldt, så vidt protokollen rækker. Resten skrives i `study.toml` under `[registration]` og binder intet.
registry-field = Felt
registry-content = Indhold
registry-missing = skriv `registration.{ $key }`
registry-units = { $programmes ->
        [one] 1 uddannelse
       *[other] { $programmes } uddannelser
    }, { $lots ->
        [one] 1 lod
       *[other] { $lots } lodder
    }{ $schools ->
        [0] {""}
        [one] , 1 skole
       *[other] , { $schools } skoler
    }
registry-outcome = { $outcome } (inden for { $within })
registry-outcome-target = { $outcome } (inden for { $within }; mål { $target } procentpoint)
registry-wave = trin
registry-not-locked = planen er ikke låst
registry-clustered = Ja: hele uddannelser begynder sammen.
registry-experiment = Eksperiment: rækkefølgen afgøres ved lodtrækning.
registry-blinding = Ingen: alle ved, hvornår indsatsen begynder.
registry-data = Udfaldene kommer fra registre, der føres uafhængigt af forsøget.
sap-title = Statistisk analyseplan: { $title }
sap-draft = UDKAST: planen er ikke låst, og alt i den kan ændres endnu.
sap-locked = Planen er låst. Låsens fingeraftryk (SHA-256): { $lock }.
sap-question = Spørgsmål
sap-question-text = Ændrer indsatsen det primære udfald: { $outcome }?
sap-estimand = Hvad der beregnes
sap-estimand-text = Den gennemsnitlige virkning på det primære udfald ({ $outcome }) af at være begyndt frem for endnu at vente, blandt de elever, der begynder i en uddannelse efter dens lodtrukne start, hvad enten indsatsen blev leveret eller ej. Gennemsnittet er over { $average }.
sap-design = Design
sap-design-text = Trinvis indførelse (stepped wedge): alle uddannelser får indsatsen, og lodtrækningen afgør, i hvilken periode hver begynder. De, der venter, sammenlignes med dem, der er begyndt.
sap-units = Der er { $programmes ->
        [one] 1 uddannelse
       *[other] { $programmes } uddannelser
    } i { $lots ->
        [one] 1 lod
       *[other] { $lots } lodder
    }{ $schools ->
        [0] {""}
        [one] {" "}ved 1 skole
       *[other] {" "}ved { $schools } skoler
    }.
sap-starts = Begynder
sap-capacity = Lodder
sap-first-day = Første dag
sap-last-day = Sidste dag
sap-lottery = Lodtrækning
sap-dice = Tilfældighedskilde: terninger kastet af flere for vidner.
sap-drand = Tilfældighedskilde: tilfældighedstjenesten drand quicknet, en runde der er fastlagt i låsen.
sap-stratified = Hver skoles uddannelser spredes over trinene.
sap-apart = I hvert sit trin: { $list }.
sap-before = { $a } begynder før { $b }.
sap-limit = Højst pr. trin: { $rule }.
sap-balance = Balance: { $rule }.
sap-keep = Kun den bedst afbalancerede del ({ $share }) af rækkefølgerne kan vælges.
sap-outcomes = Udfald og koder
sap-within = Inden for
sap-weeks = { $n ->
    [one] 1 uge
   *[other] { $n } uger
 }
sap-months = { $n ->
    [one] 1 måned
   *[other] { $n } måneder
 }
sap-years = { $n } år
sap-course = uddannelsens længde
sap-target-head = Mål (pp.)
sap-role = Rolle
sap-role-primary = primært
sap-role-secondary = sekundært
sap-profile = profil
sap-register = Register
sap-class = Klasse
sap-codes = Koder
sap-primary = Primær analyse
sap-primary-text = Metode: { $method }. Gennemsnit: { $average }.
sap-forecast = Hver elevs forventede udfald, beregnet ud fra tidligere perioder og låst før lodtrækningen, er trukket fra.
sap-transition = { $n ->
    [one] Den første periode efter start tæller hverken som behandlet eller ventende.
   *[other] De første { $n } perioder efter start tæller hverken som behandlede eller ventende.
 }
sap-several = Der er flere indsatser: den afgørende beregning har dem alle i samme regression, med intervaller og p, der er justeret for, at de er flere.
sap-secondary = Sekundære analyser
sap-other-outcomes = Samme analyse af de sekundære udfald: { $list }.
sap-by-lag = Virkningen for hver periode siden start, og perioderne før start som kontrol.
sap-standing = Ved siden af: { $method }; usikkerhed: { $inference }.
sap-absence = Fravær i den første tid: { $threshold ->
    [one] mindst 1 dag
   *[other] mindst { $threshold } dage
 } med fravær i de første { $window } dage og frafald efter dag { $landmark } blandt dem, der stadig går der.
sap-sensitivity = Følsomhed: andre metoder, vægte og udfaldsdefinitioner, som ikke afgør noget.
sap-inference = Usikkerhed
sap-replays-studentized = p og grænser fås ved at gentage netop den lodtrækning, der holdes, { $draws } gange med det studentiserede estimat som teststørrelse; grænserne er de konstante virkninger, som testen ikke forkaster.
sap-replays-estimate = p og grænser fås ved at gentage netop den lodtrækning, der holdes, { $draws } gange med estimatet selv som teststørrelse; grænserne er de konstante virkninger, som testen ikke forkaster.
sap-variance = Standardfejl: { $inference }.
sap-multiplicity = Af flere udfald justeres p efter Westfall og Young; kun det primære udfald afgør. En ændring hævdes kun, hvis p er under grænsen, og nul ligger uden for intervallet.
sap-missing = Manglende udfald
sap-missing-text = Elever uden et kendt udfald indgår ikke. Uddannelser uden data i en periode repræsenteres af dem i samme gruppe, der har data. Hvor noget mangler i det, der sammenlignes, vises også de grænser, som de manglende udfald kan flytte virkningen til.
sap-subgroups = Undergrupper
sap-subgroups-text = Virkningen vises for hver gruppe af: { $list }. En forskel mellem grupper hævdes kun efter testen af forskellen, justeret for antallet.
sap-no-subgroups = Ingen er planlagt.
sap-power = Størrelse og styrke
plan-power-none = Der er ingen planlægningsværdier i `[power]`.
plan-power-text = Planlagt ud fra { $list }; { $level } %-interval og { $power } % styrke.
plan-power-baseline = risiko uden indsatsen { $value } %
plan-power-effect = virkning { $value } procentpoint
plan-power-icc = ICC { $value }
plan-power-cac = CAC { $value }
plan-power-iac = IAC { $value }
plan-power-decay = aftagen pr. periode { $value }
plan-power-school-icc = ICC mellem skoler { $value }
plan-power-size = elever pr. uddannelse og periode { $value }
plan-power-size-column = elever pr. uddannelse og periode fra kolonnen { $column }
plan-power-r2 = prognosens andel af variansen { $value }
sap-deviations = Afvigelser
sap-deviations-text = Enhver ændring efter låsen skrives med dag og begrundelse og vises i rapporten, sammen med om resultater var set.
sap-coded = Koderne i registrene blev låst den { $date }, før nogen virkning var beregnet (så vidt filerne viser).
sap-change-date = Dag
sap-change-kind = Art
sap-change-key = Punkt
sap-change-from = Låst
sap-change-to = Nu
change-replaced = lås erstattet
change-withdrawn = udtrådt
change-late = sent tilkomne
change-coding = koder låst
change-fallback = reserverunde
change-deviation = afvigelse
change-delivery = nye data
change-unexplained = ikke forklaret
change-out = ude
change-wave = trin { $number }
change-nothing = intet
class-completed = gennemført
class-dropout = frafald
class-in-progress = i gang
class-never-started = aldrig begyndt
class-change = skift til en anden uddannelse
class-excluded = tæller ikke
class-transfer = skift til en anden skole
class-lawful = lovligt fravær
class-unlawful = ulovligt fravær
class-present = til stede
class-absent = fraværende
sap-profile-canonical = værktøjets egne ord og koder
own-funding = Finansiering
own-ethics = Etik
own-registry = Register
own-registry-id = Nummer i registret
own-intervention = Indsatsen
own-involvement = Inddragelse
own-data-sharing = Deling af data
own-roles = Roller
own-about = Om studiet
consort-title = CONSORT 2025
consort-note = De 30 punkter i CONSORT 2025 (Hopewell m.fl. 2025, BMJ 389:e081123) i værktøjets egne ord.
sw-title = CONSORT for trinvise klyngeforsøg, 2018
sw-note = Punkterne i CONSORT-udvidelsen for trinvise klyngeforsøg (Hemming m.fl. 2018, BMJ 363:k1614) i værktøjets egne ord.
check-item = Punkt
check-content = Indhold
check-where = Hvor
check-short = Første side
check-limits = Første side: hvad undersøgelsen ikke svarer på
check-not-reported = ikke rapporteret
check-key-missing = ikke rapporteret: skriv `registration.{ $key }`
check-key-below = `registration.{ $key }`, nedenfor
check-changes = { $n ->
    [0] Ingen ændringer.
    [one] 1 ændring:
   *[other] { $n } ændringer:
 }
check-own-title = Studiets egne tekster
consort-1a = Titlen siger, at forsøget er randomiseret
consort-1b = Struktureret sammendrag af design, metoder, resultater og konklusion
consort-2 = Registrering: register, nummer og dato
consort-3 = Hvor protokol og statistisk analyseplan kan læses
consort-4 = Hvor og hvordan data, kode og andet materiale kan fås
consort-5a = Finansiering og finansiørernes rolle
consort-5b = Økonomiske og andre interesser hos forfatterne
consort-6 = Baggrund og begrundelse
consort-7 = Formål, for gavn og for skade
consort-8 = Inddragelse af elever og offentlighed
consort-9 = Forsøgets design og fordeling
consort-10 = Vigtige ændringer efter forsøgets begyndelse, med begrundelse
consort-11 = Hvor forsøget blev gennemført
consort-12a = Hvilke deltagere der kunne være med
consort-12b = Hvilke steder og personer der kunne være med
consort-13 = Indsatsen og det, den sammenlignes med, så den kan gentages
consort-14 = Primære og sekundære udfald, målt hvornår og hvordan
consort-15 = Hvordan skader blev defineret og vurderet
consort-16a = Hvordan størrelsen blev bestemt, med antagelser
consort-16b = Mellemanalyser og regler for at stoppe
consort-17a = Hvem lavede den tilfældige rækkefølge, og hvordan
consort-17b = Lodtrækningens art og bindinger
consort-18 = Hvordan rækkefølgen var skjult, til den blev lodtrukket
consort-19 = Om de, der optog og fordelte, kendte rækkefølgen
consort-20a = Hvem der ikke kendte fordelingen
consort-20b = Hvordan blinding blev opnået
consort-21a = Statistiske metoder for hvert udfald
consort-21b = Hvem der indgår i hver analyse, og i hvilken gruppe
consort-21c = Hvordan manglende data blev håndteret
consort-21d = Yderligere analyser, planlagte og ikke planlagte
consort-22a = Deltagernes vej: fordelt, fik indsatsen, analyseret
consort-22b = Frafald og udeladelser efter fordelingen, med begrundelse
consort-23a = Datoer for optag og opfølgning
consort-23b = Hvorfor forsøget sluttede
consort-24a = Indsatsen, som den blev givet
consort-24b = Andet, som deltagerne fik samtidig
consort-25 = Tabel over udgangspunktet i hver gruppe
consort-26 = For hvert udfald: antal analyseret, resultat pr. gruppe, virkning og interval
consort-27 = Alle skader i hver gruppe
consort-28 = Alle andre analyser, planlagte og ikke planlagte
consort-29 = Fortolkning i overensstemmelse med resultaterne
consort-30 = Begrænsninger
sw-1a = Titlen siger, at forsøget er en trinvis indførelse
sw-1b = Sammendrag af plan, metode, resultat og konklusion
sw-2a = Baggrund, og hvorfor trinvis indførelse blev valgt
sw-2b = Formål og spørgsmål
sw-3a = Plan: antal trin, perioder, enheder pr. trin
sw-3b = Ændringer efter start, med begrundelser
sw-4a = Hvem kan være med: uddannelser og elever
sw-4b = Steder og registre, hvor data er samlet
sw-5 = Indsatsen og vilkårene uden den
sw-6a = Udfald, primært og sekundære
sw-6b = Ændringer i udfald, med begrundelser
sw-7a = Hvordan størrelsen blev bestemt
sw-7b = Mellemanalyser og stopregler
sw-8a = Hvordan den tilfældige rækkefølge blev lavet
sw-8b = Lodtrækningens art og bindinger
sw-9 = Skjult rækkefølge, indtil den blev lodtrukket
sw-10a = Hvem lavede rækkefølgen
sw-10b = Hvordan elever kom med i uddannelserne
sw-10c = Samtykke og fravalg
sw-11a = Blinding
sw-11b = Ligheder mellem indsatser
sw-12a = Statistiske metoder, tid og klynger medregnet
sw-12b = Metoder til yderligere analyser
sw-13a = Deltagernes vej: trin for trin, periode for periode
sw-13b = Frafald fra forsøget og udeladelser, med begrundelser
sw-14a = Datoer for trin og opfølgning
sw-14b = Hvorfor forsøget sluttede
sw-15 = Udgangspunktet i hvert trin
sw-16 = Antal analyseret i hvert trin og hver periode
sw-17a = Virkning med interval for hvert udfald
sw-17b = Andele med og uden indsatsen
sw-18 = Yderligere analyser, planlagte og ikke planlagte
sw-19 = Skadelige virkninger
sw-20 = Begrænsninger
sw-21 = Hvor langt resultatet rækker
sw-22 = Fortolkning
sw-23 = Registrering: låsens fingeraftryk og offentliggørelse
sw-24 = Hvor planen kan læses
sw-25 = Finansiering
sw-26 = Etisk godkendelse
# End of tables for papers.
measure-sensitivity = Andel fundet (sensitivitet)
measure-specificity = Andel ladt i fred (specificitet)
measure-ppv = Andel med ret (positiv prædiktiv værdi)
measure-sensitivity-difference = Andel fundet, forskel (pp.)
measure-specificity-difference = Andel ladt i fred, forskel (pp.)
measure-ppv-difference = Andel med ret, forskel (pp.)
measure-calibration = Observeret minus forudsagt (pp.)
measure-risk-difference = Forskel i risiko (pp.)
measure-flagged = Opkald pr. hold
tripod-title = Tjekliste for forudsigelse: TRIPOD+AI
tripod-note = De 52 punkter følger TRIPOD+AI (Collins m.fl. 2024, BMJ 385:e078378) i værktøjets egne ord.
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
tripod-4-told = at lave en model for senere frafald ud fra tidligt fravær og bedømme den på elever, den ikke er lavet af
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
doubt-near-ties = Udfaldet ligger så langt fra nul, at afrundingen afgør, hvilke af lodtrækningens fordelinger der er lige.
bridge-rehearsal = ØVELSE: startplanen er ikke den, der blev lodtrukket, og tallene siger intet om nogen virkning.
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
