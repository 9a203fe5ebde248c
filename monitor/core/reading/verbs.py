"""What headlines say that companies do: verbs, with the forms that follow a name."""

from __future__ import annotations

from functools import cache

# Verbs whose third person is no common plural noun that a name as adjective could stand before.
_REGULAR = """
    abandon accelerate accept accuse achieve acknowledge acquire activate adapt add adjust
    admit adopt advance affirm agree allege allow alter amend announce apologise apologize
    appear apply appoint approve argue arrange ask assert assess assign assure attach attain
    attract attribute authorise authorize automate avert avoid await ban beef begin believe
    bemoan bolster borrow brace brandish breach broaden bury calculate capitalise cease
    celebrate claim clarify clear climb clinch close collaborate collapse collect combine
    commence comment commission commit compensate compete complain complete comply concede
    conclude condemn conduct confirm connect consent consider consolidate contemplate contend
    continue convert convince cooperate correct create criticise criticize cross curb dangle
    decide declare decline decommission decry defeat defend defer defy deliver demonstrate
    denounce deny depart deploy describe develop differ disable disagree disappoint disclose
    disconnect discontinue discuss dismiss distribute divert divest divide dominate donate
    downgrade dump earn ease eliminate embark embrace emerge employ enable end endorse engage
    enhance enlist enrol enter entice erase erect establish estimate exceed exclude execute
    expand expect expedite explain explore express extend fail falter fend finalise finalize
    finish flout follow furlough generate grab grapple greet hail halt halve harness identify
    ignore implement improve include incorporate induct inform infuriate inject innovate
    insist inspect install integrate intend introduce invest investigate invite involve
    jettison join justify kill lack lament laud launch lend lessen locate loosen lower
    maintain manage mend merge migrate miss modernise modernize modify monetise monetize mull
    nab narrow near negotiate nix nominate notch notify nudge observe obtain offload operate
    oppose opt organise organize oust outbid outline outpace outperform outsource outstrip
    overcharge overcome overhaul overtake owe own pass perform permit persuade pioneer pivot
    plead poise ponder postpone pounce praise predict prefer prepare pressure prevail prevent
    procure produce promote propose prove provide provision publish pull pump pursue quadruple
    qualify quit raise react reaffirm realise reap reassure rebound rebrand rebuff rebuild
    rebut recall receive recommend reconsider recoup recover recruit redesign redraw reduce
    refarm refinance refresh refuse regain register reign reinstate reiterate reject relent
    relocate rely remain remove rename renegotiate renew reopen reorganise repay repeal repel
    replace represent repurchase require reset reshape reshuffle resist resolve respond
    restart restate restore restrict restructure resume retain retaliate retire retort
    retrieve reuse revamp reveal revise revive revoke rue satisfy save say scoop scorn scrap
    scrutinise secure seek seize select separate serve settle shelve showcase shrug shun
    shutter sidestep sign simplify skip slam slap slash slow snub soar spearhead stall
    strengthen stretch struggle stumble submit subscribe subsidise succeed sue suffer suggest
    surpass surprise surrender survive suspend tackle tailor terminate thank threaten throttle
    tighten topple tout transform transmit trim triple trounce try unbundle undercut undergo
    underline unify unleash unlock unveil uphold upset urge usher utilise vacate validate vary
    verify veto vie virtualise vow waive want warn weigh welcome widen withdraw woo
    thwart spurn snatch stun stoke thrive whittle untangle squander quash scupper jeopardise
    outlast outsell outspend overshoot entrust relinquish resurrect reclaim retrench rejoin
    renounce repurpose restock rescind resell retrain revitalise salvage sever skirt smash
    soften sour spook stockpile strand streamline subdue summon sway tantalise tether thin
    toughen transact unearth unseat unsettle upend wean whack
    """.split()
# Their third person is a plural noun as well (Free upgrades): only the past proves a deed.
_NOUNS_TOO = """
    address aim answer appeal approach arm attack attempt award axe back bag bank bar battle
    beam block book boost call campaign cancel cap capture caution challenge change charge
    chase check cite counter court cover crack credit crown cut debut delay demand detail
    discount dispatch display dispute ditch dodge double drag drop edge escape exit eye face
    favour feature fight file finance fine fire fix flag flip float floor focus force forecast
    form fund gain gear grant guarantee guard hand head hike hint hire hit hop host increase
    issue jump kick lag lead level license lift light limit link list loan lobby lock log look
    lure mandate market mirror move name nod note offer open orbit order pair partner patch
    peg pen phase pick pilot pin pitch place plan play pledge plot pocket point post present
    press process profit progress promise prompt protest purchase push question raid ramp
    range reach record refund relaunch release rent repair reply report request rescue reserve
    resort result retreat return reverse review reward rip rise rival roll rollout rush sack
    salute sanction scale score seal search shake share shed shift ship shower signal slide
    slip slump snap snare sound spar spark spin split sponsor spotlight spur squeeze stage
    stand start state stay steer step stop strike strip supply support surge survey switch
    talk tap target tease test tie tip top toss total trade trail train transfer transition
    treat trial trigger trumpet turn tweak update upgrade use value venture view vote wage
    wait walk weather whip win work worry wrap yield
    fold wave swap ring rope snag spike juggle hock hoist hurdle jostle knock leap linger mask
    mount pack pare park pause peel pile pip plug poke pool pop probe prop punt quiz rake rally
    ram rap rein rock rub saddle sail scour scramble scrape screen scrub shadow shave shield
    shock shoot shop shore shovel sink slot spell splash spot spray spread spurt stack staff
    stamp stash stir stock strap swell swing swipe swoop tally taste tick tilt toast tug tumble
    twist vault wane warm water wield wipe wrestle balk brush bump burn camp carve chart cheer
    clamp clash coax comb cook dance dash deal dial dip dive dole drill drive dust echo fan feed
    fence field flash flex flood fuel funnel fuse gamble glue grill grip guide gun hammer
    harbour harvest heat hedge herd hinge hook house hunt inch index invoice iron jab jam key
    knit label lace lap lash latch leak lean lease leverage limp load lodge loop major man map
    march master match mine mint mix model mop mortgage mothball motor muscle muzzle nail neck
    nest nurse outfit parade paste pave pay pipe
    """.split()
_IRREGULAR = """
    became becomes began begins beat beats beaten bet bets bids bled bleeds blew blows bought brings
    broke breaks builds built buys came comes chose chooses cast casts costs deals did does draws drew
    driven drives drove eats fell falls fed feeds feels felt fights fought finds found flew flies gave
    gets gives given goes gone got grew grows had has hears held helps hid hides hit hits holds hurt
    hurts is keeps kept knew knows laid lays leads leaves led left lends lent lets lies lit loses lost
    made makes means meant meets met overtakes overtook pays paid puts quits ran reads rids rises rode
    rose runs said saw says seeks sees sells sends sent sets shook shows shrank shrinks shut shuts sinks
    sits sold sought speaks spends spent spins spoke springs spun stands stole stood strikes struck
    swings swung takes taken taught tells thinks thought threw throws told took undercuts understands
    undertakes was wears went will wins withdraws withdrew woes won wound writes wrote would could may
    might must cannot can't won't isn't hasn't doesn't didn't should
    """.split()


@cache
def verbs() -> frozenset[str]:
    """Third person and past of what companies do, folded."""
    found = set(_IRREGULAR)
    for base in _REGULAR:
        found.update((_third(base), _past(base)))
    found.update(_past(base) for base in _NOUNS_TOO)
    return frozenset(found)


@cache
def maybe_verbs() -> frozenset[str]:
    """Words that are a deed in one headline and a plural noun in the next."""
    return frozenset(_third(base) for base in _NOUNS_TOO)


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return f"{base}es"
    if base.endswith("y") and base[-2] not in "aeou":
        return f"{base[:-1]}ies"
    return f"{base}s"


def _past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2] not in "aeou":
        return f"{base[:-1]}ied"
    if _doubles(base):
        return f"{base}{base[-1]}ed"
    return f"{base}ed"


def _doubles(base: str) -> bool:
    """Plan, planned: one short vowel before one consonant."""
    vowels = "aeiou"
    return (
        len(base) < 6
        and base[-1] not in "aeiouwxy"
        and base[-2] in vowels
        and base[-3:-2] not in tuple(vowels)
        and base not in ("open", "offer", "order", "alter", "enter", "cover", "lower", "visit")
    )
