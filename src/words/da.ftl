# Danish words for readers: reports, letters and figures. Whole sentences; numbers are handed in formatted.

## Doubts: what each kind means

doubt-activity-of-no-programme = En aktivitet nævner en skole eller uddannelse, der ikke er med i lodtrækningen, og er ikke talt med.
doubt-allowed = Noget, som værktøjet ellers afviser, blev udtrykkeligt tilladt.
doubt-always-treated = Nogle enheder er med indsatsen fra den første periode og kan ikke sammenlignes med sig selv før.
doubt-beta-clipped = Et trin har få uddannelser; justeringen for forskelle før start er holdt mellem 0 og 1.
doubt-beyond-follow-up = Et tidspunkt ligger efter, at nogen elev er fulgt; tallet kan ikke beregnes.
doubt-blanks = Blanktegn eller usynlige tegn i navne er fjernet.
doubt-blinded = ØVELSE: tidsplanen er ikke den, der blev trukket lod om, og tallene siger intet om nogen virkning.
doubt-boundary-estimate = Den beregnede intraklassekorrelation er 0; planlæg med den øvre grænse.
doubt-cannot-separate = Tidsplanerne kan ikke skille to virkninger fra hinanden.
doubt-cluster-spans-schools = Nogle klasser har elever fra flere skoler; hver klasse er regnet til den første elevs skole.
doubt-collation-trap = To navne skrives forskelligt, men læses ens (for eksempel Aa og Å).
doubt-collinear-covariate = En baggrundsoplysning følger af de andre og er udeladt.
doubt-column-missing = En fil mangler en kolonne, som de andre filer har.
doubt-competing-code-not-there = En kode for konkurrerende afgang findes ikke i data.
doubt-constant-period = I en periode har alle samme udfald; den fortæller intet om virkningen.
doubt-contradictory-exits = Nogle elever står både som gennemført og frafaldet; den sidste afgang tæller.
doubt-counts-of-size = Hver række tæller for så mange elever, som den siger.
doubt-covariates-not-used = Metoden kan ikke bruge baggrundsoplysninger; estimatet er ujusteret.
doubt-deviation = Noget er gjort anderledes end i den låste plan; det er mærket som udforskende.
doubt-deviations-stay = En lås af koder gælder kun registrene; afvigelser bliver stående: { $keys }.
doubt-disconnected-set = De virkninger, som testen ikke forkaster, udgør ikke ét sammenhængende interval; den ydre ramme er vist.
doubt-duplicates = Ens rækker for samme uddannelse er talt én gang.
doubt-early-absence-not-compared = Lodtrækningens virkning på tidligt fravær kunne ikke beregnes.
doubt-effect-on-agreements = De angivne virkninger er på uddannelsesaftaler, men det primære udfald er ikke en aftale.
doubt-empty-event-counts-as-staying = Ingen kode siger, at en elev stadig går der; tomme felter er læst sådan.
doubt-empty-resamples = Nogle gentagne stikprøver havde ikke begge slags elever og er ikke talt med.
doubt-event-codes-count-as-staying = Nogle afgangskoder er hverken frafald eller konkurrerende afgang og tæller som stadig i gang.
doubt-exact-for-no-effect-on-anyone = Med så få uddannelser i et trin er testen kun eksakt for, at indsatsen ikke virker på nogen.
doubt-failed-fits = Nogle beregninger kunne ikke gennemføres.
doubt-few-clusters = Der er få klynger, og de sædvanlige standardfejl er så for små.
doubt-few-degrees-of-freedom = Få klynger bærer sammenligningen; intervallet er bredt og p-værdien grov.
doubt-few-schools = For få skoler kan bedømmes til et samlet tal og til et interval for en ny skole.
doubt-few-units-per-wave = Et trin har få uddannelser, og den designbaserede varians er så alt for lille.
doubt-half-completed = En afbrudt lodtrækning blev gjort færdig; det, der stod, stemte.
doubt-hard-to-separate = Tidsplanerne følges næsten ad, og virkningerne er svære at skille.
doubt-identifier-in-text = Nogle felter kan indeholde et personnummer og er tømt.
doubt-identifying-column = En kolonne kunne pege på enkeltpersoner og er ikke taget med.
doubt-immediate-effect = Modellen antager samme virkning fra første dag; vokser virkningen, er estimatet skævt, nogle gange med forkert fortegn.
doubt-indispensable-unit = Uden en bestemt enhed kan virkningen ikke beregnes.
doubt-late-beyond-unexposed = Så meget sent registreret fravær som frygtet ville være flere elever, end der er uden fravær.
doubt-left-out-without-fit = For nogle skoler kunne der ikke laves en model uden skolen selv.
doubt-root-not-trusted = Et tidsstempel holder, men intet, der er givet, siger, hvis det er.
doubt-look-alikes = To navne ligner hinanden, men er forskellige for lodtrækningen.
doubt-look-not-recorded = Det kunne ikke skrives ned, at virkningen er set: { $reason }.
doubt-lottery-not-drawn = Lodtrækningen kunne ikke gentages under denne antagelse.
doubt-missing-outcomes = Nogle elever har intet kendt udfald eller mangler en baggrundsoplysning og er ikke talt med.
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
doubt-outside-the-lottery = Nogle elever går på uddannelser, der ikke var med i lodtrækningen, og er udeladt.
doubt-period-without-variation = I en periode har alle samme udfald; den fortæller intet om virkningen.
doubt-predictions-too-extreme = Modellens forudsigelser er for yderlige: høje risici er for høje og lave for lave. Intet er rettet.
doubt-pupils-left-out = Elever, der mangler en oplysning, er ikke talt med.
doubt-repaired-identifiers = Nogle personnumre manglede det første nul og er rettet.
doubt-risks-bounded = Nogle simulerede elever fik en risiko, der måtte holdes inden for grænserne.
doubt-rows-left-out = Nogle rækker mangler en nødvendig oplysning og er udeladt.
doubt-school-not-judged = For nogle skoler kan mål for forudsigelsen ikke opgøres; de er holdt ude af det samlede tal.
doubt-scorecard-definition = Pointkortet er lavet med en anden definition af fravær, opfølgning eller frafald end den, det bedømmes med.
doubt-seen-last-before-the-end = Nogle elever er kun fulgt en del af tiden uden at være gået ud; risici regner dem som ikke faldet fra.
doubt-sensitivity-left-out = En følsomhedsberegning kunne ikke gennemføres.
doubt-separation = En gruppe har enten ingen eller kun frafald; modellen kan ikke beregnes.
doubt-short-lead = Øvelsens lodtrækning kommer tidligere, end en rigtig lodtrækning må.
doubt-singleton-wave = Et trin har kun én uddannelse; usikkerheden kommer alene fra lodtrækningen.
doubt-singular-fit = En varians i modellen blev nul.
doubt-sizes-not-analysed = Antal elever pr. felt kunne ikke undersøges som udfald.
doubt-small-cells = Tal, der bygger på få elever, er tomme i det, der offentliggøres.
doubt-started-otherwise = Nogle uddannelser begyndte i en anden periode end den, der blev trukket lod om; analysen følger lodtrækningen.
doubt-subgroup-left-out = En gruppe kunne ikke beregnes.
doubt-subgroup-not-available = Oplysningen om gruppen findes ikke i data.
doubt-subgroup-without-comparison = En gruppe har ingen at sammenligne med.
doubt-summed-decimals = Tal med decimaler lægges sammen over de uddannelser, der trækkes samlet.
doubt-synthetic-completions = Nogle indskrivninger er dannet af styrelsen og tæller ikke som indskrivninger.
doubt-terms-not-yet-observable = Udfaldet kan endnu ikke ses i nogle perioder; de er udeladt for alle uddannelser.
doubt-terms-past = Alle perioder er slut, den sidste { $last }: den, der låser, kan vide, hvordan det gik.
doubt-throwers-not-locked = Låsen siger ikke, hvem der kaster terningerne, eller hvor tit.
doubt-title = Titlen er låst uden tegn, der ikke kan ses.
doubt-too-many-subgroups = Der er for mange grupper til at vise dem.
doubt-two-programmes = Nogle elever begynder på to uddannelser samme dag; én af dem tæller.
doubt-unbounded-interval = Intervallet har ingen grænse: for få mulige lodtrækninger til at afvise nogen virkning.
doubt-undated-departures = Nogle elever har forladt uddannelsen uden dato; de er talt for sig og regnes ikke som blevet.
doubt-unequal-chances = Reglerne gør lodtrækningens chancer ulige; estimatet minus dette gennemsnit er vist ved siden af.
doubt-units-left-out = Nogle enheder mangler udfald i en periode og er udeladt, også i hver gentagelse.
doubt-unknown-background = Nogle baggrundsoplysninger kunne ikke læses og regnes som ukendte.
doubt-unusable-identifiers = Nogle personnumre kan ikke bruges til at forbinde registre.
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
