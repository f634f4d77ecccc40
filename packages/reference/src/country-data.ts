/**
 * One line per country: ISO 3166-1 alpha-2 (and `XK`, Kosovo, as trade uses it), English short
 * name, continent, `EU` for members of the European Union, ISO 639-1 languages in official or
 * general use, and the IANA time zone where one clock serves the whole country. Names and zones
 * follow Unicode CLDR, continents the UN geoscheme.
 */
export const COUNTRY_ROWS = `
AD|Andorra|EU||ca es fr|Europe/Andorra
AE|United Arab Emirates|AS||ar en|Asia/Dubai
AF|Afghanistan|AS||fa ps|Asia/Kabul
AG|Antigua & Barbuda|NA||en|America/Antigua
AI|Anguilla|NA||en|America/Anguilla
AL|Albania|EU||sq|Europe/Tirane
AM|Armenia|AS||hy ru|Asia/Yerevan
AO|Angola|AF||pt|Africa/Luanda
AQ|Antarctica|AN||en|
AR|Argentina|SA||es|America/Argentina/Buenos_Aires
AS|American Samoa|OC||sm|Pacific/Pago_Pago
AT|Austria|EU|EU|de|Europe/Vienna
AU|Australia|OC||en|
AW|Aruba|NA||nl|America/Aruba
AX|Åland Islands|EU||sv|Europe/Mariehamn
AZ|Azerbaijan|AS||az ru|Asia/Baku
BA|Bosnia & Herzegovina|EU||bs hr sr|Europe/Sarajevo
BB|Barbados|NA||en|America/Barbados
BD|Bangladesh|AS||bn en|Asia/Dhaka
BE|Belgium|EU|EU|nl fr de|Europe/Brussels
BF|Burkina Faso|AF||fr|Africa/Ouagadougou
BG|Bulgaria|EU|EU|bg|Europe/Sofia
BH|Bahrain|AS||ar en|Asia/Bahrain
BI|Burundi|AF||rn fr|Africa/Bujumbura
BJ|Benin|AF||fr|Africa/Porto-Novo
BL|St. Barthélemy|NA||fr|America/St_Barthelemy
BM|Bermuda|NA||en|Atlantic/Bermuda
BN|Brunei|AS||ms en|Asia/Brunei
BO|Bolivia|SA||es|America/La_Paz
BQ|Caribbean Netherlands|NA||nl en|America/Kralendijk
BR|Brazil|SA||pt|
BS|Bahamas|NA||en|America/Nassau
BT|Bhutan|AS||dz|Asia/Thimphu
BV|Bouvet Island|AN||no nb|
BW|Botswana|AF||en|Africa/Gaborone
BY|Belarus|EU||be ru|Europe/Minsk
BZ|Belize|NA||en|America/Belize
CA|Canada|NA||en fr|
CC|Cocos (Keeling) Islands|OC||ms|Indian/Cocos
CD|Congo - Kinshasa|AF||fr|
CF|Central African Republic|AF||sg|Africa/Bangui
CG|Congo - Brazzaville|AF||fr|Africa/Brazzaville
CH|Switzerland|EU||de fr it rm|Europe/Zurich
CI|Côte d’Ivoire|AF||fr|Africa/Abidjan
CK|Cook Islands|OC||en|Pacific/Rarotonga
CL|Chile|SA||es|
CM|Cameroon|AF||fr en|Africa/Douala
CN|China|AS||zh|Asia/Shanghai
CO|Colombia|SA||es|America/Bogota
CR|Costa Rica|NA||es|America/Costa_Rica
CU|Cuba|NA||es|America/Havana
CV|Cape Verde|AF||pt|Atlantic/Cape_Verde
CW|Curaçao|NA||nl en|America/Curacao
CX|Christmas Island|OC||en|Indian/Christmas
CY|Cyprus|AS|EU|el tr|Asia/Famagusta
CZ|Czechia|EU|EU|cs|Europe/Prague
DE|Germany|EU|EU|de|Europe/Berlin
DJ|Djibouti|AF||fr ar|Africa/Djibouti
DK|Denmark|EU|EU|da|Europe/Copenhagen
DM|Dominica|NA||en|America/Dominica
DO|Dominican Republic|NA||es|America/Santo_Domingo
DZ|Algeria|AF||ar fr|Africa/Algiers
EC|Ecuador|SA||es|
EE|Estonia|EU|EU|et ru|Europe/Tallinn
EG|Egypt|AF||ar|Africa/Cairo
EH|Western Sahara|AF||ar|Africa/El_Aaiun
ER|Eritrea|AF||ti|Africa/Asmera
ES|Spain|EU|EU|es ca eu gl|
ET|Ethiopia|AF||am|Africa/Addis_Ababa
FI|Finland|EU|EU|fi sv|Europe/Helsinki
FJ|Fiji|OC||en|Pacific/Fiji
FK|Falkland Islands|SA||en|Atlantic/Stanley
FM|Micronesia|OC||en|
FO|Faroe Islands|EU||fo da|Atlantic/Faroe
FR|France|EU|EU|fr|Europe/Paris
GA|Gabon|AF||fr|Africa/Libreville
GB|United Kingdom|EU||en cy|Europe/London
GD|Grenada|NA||en|America/Grenada
GE|Georgia|AS||ka ru|Asia/Tbilisi
GF|French Guiana|SA||fr|America/Cayenne
GG|Guernsey|EU||en|Europe/Guernsey
GH|Ghana|AF||ak|Africa/Accra
GI|Gibraltar|EU||en es|Europe/Gibraltar
GL|Greenland|NA||kl da|
GM|Gambia|AF||en|Africa/Banjul
GN|Guinea|AF||fr|Africa/Conakry
GP|Guadeloupe|NA||fr|America/Guadeloupe
GQ|Equatorial Guinea|AF||es|Africa/Malabo
GR|Greece|EU|EU|el|Europe/Athens
GS|South Georgia & South Sandwich Islands|AN||en|Atlantic/South_Georgia
GT|Guatemala|NA||es|America/Guatemala
GU|Guam|OC||en|Pacific/Guam
GW|Guinea-Bissau|AF||pt|Africa/Bissau
GY|Guyana|SA||en|America/Guyana
HK|Hong Kong SAR China|AS||zh en|Asia/Hong_Kong
HM|Heard & McDonald Islands|AN||en|
HN|Honduras|NA||es|America/Tegucigalpa
HR|Croatia|EU|EU|hr|Europe/Zagreb
HT|Haiti|NA||fr ht|America/Port-au-Prince
HU|Hungary|EU|EU|hu|Europe/Budapest
ID|Indonesia|AS||id|
IE|Ireland|EU|EU|en ga|Europe/Dublin
IL|Israel|AS||he ar|Asia/Jerusalem
IM|Isle of Man|EU||en|Europe/Isle_of_Man
IN|India|AS||hi en bn ta te mr|Asia/Kolkata
IO|British Indian Ocean Territory|AF||en|Indian/Chagos
IQ|Iraq|AS||ar ku|Asia/Baghdad
IR|Iran|AS||fa|Asia/Tehran
IS|Iceland|EU||is|Atlantic/Reykjavik
IT|Italy|EU|EU|it|Europe/Rome
JE|Jersey|EU||en|Europe/Jersey
JM|Jamaica|NA||en|America/Jamaica
JO|Jordan|AS||ar en|Asia/Amman
JP|Japan|AS||ja|Asia/Tokyo
KE|Kenya|AF||sw en|Africa/Nairobi
KG|Kyrgyzstan|AS||ky ru|Asia/Bishkek
KH|Cambodia|AS||km en|Asia/Phnom_Penh
KI|Kiribati|OC||en|
KM|Comoros|AF||ar|Indian/Comoro
KN|St. Kitts & Nevis|NA||en|America/St_Kitts
KP|North Korea|AS||ko|Asia/Pyongyang
KR|South Korea|AS||ko|Asia/Seoul
KW|Kuwait|AS||ar en|Asia/Kuwait
KY|Cayman Islands|NA||en|America/Cayman
KZ|Kazakhstan|AS||kk ru|Asia/Almaty
LA|Laos|AS||lo|Asia/Vientiane
LB|Lebanon|AS||ar fr en|Asia/Beirut
LC|St. Lucia|NA||en|America/St_Lucia
LI|Liechtenstein|EU||de|Europe/Vaduz
LK|Sri Lanka|AS||si ta|Asia/Colombo
LR|Liberia|AF||en|Africa/Monrovia
LS|Lesotho|AF||st|Africa/Maseru
LT|Lithuania|EU|EU|lt|Europe/Vilnius
LU|Luxembourg|EU|EU|fr de lb|Europe/Luxembourg
LV|Latvia|EU|EU|lv ru|Europe/Riga
LY|Libya|AF||ar|Africa/Tripoli
MA|Morocco|AF||ar fr|Africa/Casablanca
MC|Monaco|EU||fr it|Europe/Monaco
MD|Moldova|EU||ro ru|Europe/Chisinau
ME|Montenegro|EU||sr|Europe/Podgorica
MF|St. Martin|NA||fr|America/Marigot
MG|Madagascar|AF||mg fr|Indian/Antananarivo
MH|Marshall Islands|OC||en|Pacific/Kwajalein
MK|North Macedonia|EU||mk sq|Europe/Skopje
ML|Mali|AF||bm|Africa/Bamako
MM|Myanmar (Burma)|AS||my|Asia/Yangon
MN|Mongolia|AS||mn|
MO|Macao SAR China|AS||zh pt|Asia/Macau
MP|Northern Mariana Islands|OC||en|Pacific/Saipan
MQ|Martinique|NA||fr|America/Martinique
MR|Mauritania|AF||ar|Africa/Nouakchott
MS|Montserrat|NA||en|America/Montserrat
MT|Malta|EU|EU|mt en|Europe/Malta
MU|Mauritius|AF||en fr|Indian/Mauritius
MV|Maldives|AS||dv en|Indian/Maldives
MW|Malawi|AF||en|Africa/Blantyre
MX|Mexico|NA||es|
MY|Malaysia|AS||ms en zh|Asia/Kuala_Lumpur
MZ|Mozambique|AF||pt|Africa/Maputo
NA|Namibia|AF||af|Africa/Windhoek
NC|New Caledonia|OC||fr|Pacific/Noumea
NE|Niger|AF||ha|Africa/Niamey
NF|Norfolk Island|OC||en|Pacific/Norfolk
NG|Nigeria|AF||en|Africa/Lagos
NI|Nicaragua|NA||es|America/Managua
NL|Netherlands|EU|EU|nl|Europe/Amsterdam
NO|Norway|EU||no nb nn|Europe/Oslo
NP|Nepal|AS||ne en|Asia/Kathmandu
NR|Nauru|OC||en|Pacific/Nauru
NU|Niue|OC||en|Pacific/Niue
NZ|New Zealand|OC||en mi|
OM|Oman|AS||ar en|Asia/Muscat
PA|Panama|NA||es|America/Panama
PE|Peru|SA||es qu|America/Lima
PF|French Polynesia|OC||fr|
PG|Papua New Guinea|OC||en|
PH|Philippines|AS||tl en|Asia/Manila
PK|Pakistan|AS||ur en|Asia/Karachi
PL|Poland|EU|EU|pl|Europe/Warsaw
PM|St. Pierre & Miquelon|NA||fr|America/Miquelon
PN|Pitcairn Islands|OC||en|Pacific/Pitcairn
PR|Puerto Rico|NA||es en|America/Puerto_Rico
PS|Palestinian Territories|AS||ar|Asia/Gaza
PT|Portugal|EU|EU|pt|
PW|Palau|OC||en|Pacific/Palau
PY|Paraguay|SA||es gn|America/Asuncion
QA|Qatar|AS||ar en|Asia/Qatar
RE|Réunion|AF||fr|Indian/Reunion
RO|Romania|EU|EU|ro|Europe/Bucharest
RS|Serbia|EU||sr|Europe/Belgrade
RU|Russia|EU||ru|
RW|Rwanda|AF||rw en fr|Africa/Kigali
SA|Saudi Arabia|AS||ar en|Asia/Riyadh
SB|Solomon Islands|OC||en|Pacific/Guadalcanal
SC|Seychelles|AF||en fr|Indian/Mahe
SD|Sudan|AF||ar|Africa/Khartoum
SE|Sweden|EU|EU|sv|Europe/Stockholm
SG|Singapore|AS||en zh ms ta|Asia/Singapore
SH|St. Helena|AF||en|Atlantic/St_Helena
SI|Slovenia|EU|EU|sl|Europe/Ljubljana
SJ|Svalbard & Jan Mayen|EU||no nb|Arctic/Longyearbyen
SK|Slovakia|EU|EU|sk|Europe/Bratislava
SL|Sierra Leone|AF||en|Africa/Freetown
SM|San Marino|EU||it|Europe/San_Marino
SN|Senegal|AF||wo|Africa/Dakar
SO|Somalia|AF||so|Africa/Mogadishu
SR|Suriname|SA||nl|America/Paramaribo
SS|South Sudan|AF||ar|Africa/Juba
ST|São Tomé & Príncipe|AF||pt|Africa/Sao_Tome
SV|El Salvador|NA||es|America/El_Salvador
SX|Sint Maarten|NA||nl en|America/Lower_Princes
SY|Syria|AS||ar|Asia/Damascus
SZ|Eswatini|AF||en|Africa/Mbabane
TC|Turks & Caicos Islands|NA||en|America/Grand_Turk
TD|Chad|AF||fr ar|Africa/Ndjamena
TF|French Southern Territories|AN||fr|Indian/Kerguelen
TG|Togo|AF||fr|Africa/Lome
TH|Thailand|AS||th|Asia/Bangkok
TJ|Tajikistan|AS||tg ru|Asia/Dushanbe
TK|Tokelau|OC||en|Pacific/Fakaofo
TL|Timor-Leste|AS||pt|Asia/Dili
TM|Turkmenistan|AS||tk ru|Asia/Ashgabat
TN|Tunisia|AF||ar fr|Africa/Tunis
TO|Tonga|OC||to|Pacific/Tongatapu
TR|Türkiye|AS||tr|Europe/Istanbul
TT|Trinidad & Tobago|NA||en|America/Port_of_Spain
TV|Tuvalu|OC||en|Pacific/Funafuti
TW|Taiwan|AS||zh|Asia/Taipei
TZ|Tanzania|AF||sw en|Africa/Dar_es_Salaam
UA|Ukraine|EU||uk ru|Europe/Kyiv
UG|Uganda|AF||en sw|Africa/Kampala
UM|U.S. Outlying Islands|OC||en|
US|United States|NA||en es|
UY|Uruguay|SA||es|America/Montevideo
UZ|Uzbekistan|AS||uz ru|Asia/Samarkand
VA|Vatican City|EU||it la|Europe/Vatican
VC|St. Vincent & Grenadines|NA||en|America/St_Vincent
VE|Venezuela|SA||es|America/Caracas
VG|British Virgin Islands|NA||en|America/Tortola
VI|U.S. Virgin Islands|NA||en|America/St_Thomas
VN|Vietnam|AS||vi|Asia/Ho_Chi_Minh
VU|Vanuatu|OC||en fr|Pacific/Efate
WF|Wallis & Futuna|OC||fr|Pacific/Wallis
WS|Samoa|OC||sm|Pacific/Apia
XK|Kosovo|EU||sq sr|Europe/Belgrade
YE|Yemen|AS||ar|Asia/Aden
YT|Mayotte|AF||fr|Indian/Mayotte
ZA|South Africa|AF||en af zu xh|Africa/Johannesburg
ZM|Zambia|AF||en|Africa/Lusaka
ZW|Zimbabwe|AF||sn|Africa/Harare
`
