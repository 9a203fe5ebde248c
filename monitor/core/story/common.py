"""Words that say little about which event a text tells of."""

from __future__ import annotations

from monitor.core.text import LANGUAGES, STEMS, commonest, fold_word

# Words of news English, and of the trade's English, that stand in reports of any event.
_NEWS = """
about above according across actually add added adds after again against ago ahead aim aims all
almost along already also although always am among amount an and announce announced announcement
announces another any are area around as ask asked at available away back based be became because
become been before began begin behind being below best better between beyond big bigger biggest
billion both bring brings build building built business but buy by call called came can case cent
change changes chief close come comes coming company companies compared continue cost could country
customer customers cut data day days deal decision despite detail details did do does done down due
during each earlier early either end ends enough even ever every executive existing expand expect
expected expects face few final find first five follow following for former found four from full
further future gain get gets give given go goes going good got great group grow growing growth had
half has have having he head help helps her here high higher highest him his hit hold how however
if impact important in include included includes including increase industry inside instead into
is issue it its itself join just keep key kind know known large larger largest last late later
latest launch launched launches lead leader leading least less let like likely line list little
local long longer look looking lot low lower made main major make makes making many mark market
markets may means meet might million mind month months more most move moves much must nation national
near need needs network networks never new news next no nor not now number of off offer offering
offers official officials often old on once one only open operate operator operators or order other
others our out over own part partner partners pay people per place plan planned planning plans point
position post potential power price product products programme progress project provide provider
providers provides public put quarter question quite range rather reach ready real really reason
recent recently remain report reported reports result results return revealed right rise role run
said same saw say saying says second see seen sell send service services set seven several share
shares she should show shows side sign signed since single six small so some something soon source
speed spent stage start started state statement states step still strategy strong such support
system take taken takes target team technology technologies telecom telecommunications telecoms
tell ten than that the their them then there these they thing think third this those though three
through time times to today together told too took top total toward trade turn two under unit
until unveil unveiled up upon us use used user users using value very via view wants was way we week
weeks well went were what when where whether which while who whole why wide will win with within
without work working works world would year years yet you your amid monday tuesday wednesday
thursday friday saturday sunday january february march april june july august september october
november december appeared update exclusive breaking analysis opinion podcast video watch read
article blog latest mobile wireless digital solution solutions platform enterprise global
connectivity telco telcos carrier carriers internet software infrastructure access communications
device devices cloud broadband regulator government minister agreement contract
""".split()
# What is measured tells events apart by its value, which has a key of its own.
_UNITS = (
    "hertz khz mhz ghz thz megahertz gigahertz mbps gbps tbps mbit gbit dbm kwh mwh gwh".split()
)
_ELSEWHERE = """
ab am auch bei bis dem den des durch eine einem einen einer eines er es für hat haben ihre im kann
mehr nach neue neuen noch nur oder sein sich sind so soll sollen über um unter vom von vor war was
wenn werden wie wird wurde zu zum zur au aux avec ce ces cette comme contre dans des deux elle entre
est et été être fait ils leur leurs mais même nous ont par pas plus pour qu que qui sa sans se selon
ses son sont sous sur tous tout très une vers à al como con cuando del desde donde dos el ella ellos
en entre era es esta este esto fue ha han hasta hay la las le lo los más mil millones muy no o para
pero por que se ser si sin sobre son su sus también tiene todo tras un una y ya ano anos ao aos até
com da das de do dos e em era foi já mais mas na nas não nem no nos num o os ou pela pelo por quando
seu sua são também um uma che chi ci con da dal dalla dei del della delle di due gli ha hanno il
in la le lo ma nei nel nella non o per più quando sono su sul tra un una anni bir bu da daha de en
gibi her için ile kadar olan olarak sonra var ve veya yeni yıl milyar milyon dolar prozent millionen
milliarden milliards millions jahr jahre años an ans
""".split()


def _stems() -> frozenset[str]:
    words = [*_NEWS, *_UNITS, *_ELSEWHERE]
    for language in LANGUAGES:
        words += commonest(language)
    return frozenset(STEMS["en"][fold_word(word)] for word in words)


COMMON = _stems()
