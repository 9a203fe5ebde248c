"""How often keys are seen in the news of the trade, before a home has seen any itself.

Measured on the headlines and summaries of some twenty public feeds of the trade, June to August 2026:
the share of the reports that hold the key, rounded. Shares are facts; no text is kept.
"""

from __future__ import annotations

_SHARES = {
    "e": """
        0.125 spacex
        0.09 ericsson fcc starlink
        0.06 att deutsche-telekom
        0.045 nokia t-mobile-us verizon vodafone
        0.03 bharti-airtel echostar huawei jio nvidia
        0.02 bt eutelsat gsma ntt ookla orange samsung ses telefonica trai vi
        0.015 3gpp amazon ast-spacemobile bsnl charter iridium ntt-docomo spectrum-brand
        0.01 dell-oro dish etisalat globalstar google kuiper o2 oneweb rakuten-mobile sk-telecom
        0.007 cisco ck-hutchison ee ieee kddi kyivstar liberty-global lynk mediatek omnispace
         orange-belgium rocket-lab singtel softbank softbank-group telesat three veon viasat zte
    """,
    "c": """
        0.5 US
        0.125 GB
        0.09 SE
        0.06 CN FR IN JP
        0.045 FI KR
        0.03 DE ES
        0.02 AE AU BE LU
        0.015 CA TW
    """,
    "s": """
        0.25 5g satellite
        0.125 broadband spectrum
        0.06 6g direct-to-device fibre licensing ntn ran regulation spectrum-policy
        0.045 ai-in-networks private-network satellite-broadband spectrum-auction
        0.03 4g ai-ran c-band iot market-forecast merger network-rollout private-5g qos results
         speed-test
        0.02 5g-sa data-centre fwa spectrum-deal wifi
        0.015 5g-advanced ai-infrastructure aws-band capex core-network cybersecurity joint-venture
         low-band network-automation optical-transport postpaid spectrum-assignment submarine-cable
         tower-company
    """,
    "w": """
        0.25 satellit
        0.125 spectrum
        0.09 deploy fiber
        0.06 advanc band direct drive invest revenu secur space
        0.045 acceler auction capac complet constel coverag d2d deliv develop expans generat orbit
         perform privat ran test
        0.03 adopt applic approv architectur cabl capabl center combin commerci competit consum
         creat defens demand demonstr design driven earth emerg enabl europ fix focus highlight
         home improv integr intellig iot leo manag manufactur multi percent propos push radio
         region releas research sector shift signific standard strateg strengthen subscrib upper
        0.02 agent ambit author autom autonom boost cellular challeng claim clear collabor comput
         conduct control core cover critic detect european file forc forecast framework initi isp
         licens live mhz mileston model nativ optic partnership phase physic pressreleas record
         roundup scale select signal smartphon standalon studi tap tech terrestri traffic transform
         trial upgrad vehicl vendor voic
        0.015 achiev acquir addit analyst antenna associ aw award bet bid cell ceo chip citi compet
         converg decad declin domin drone effici emea engin enhanc enter equip eurobit event experi
         explor fast faster featur financi ftth fund fwa gap ground innov internat introduc joint
         latenc layer leadership learn locat militari mission modern musk nationwid net ntn
         opportun path pick player portfolio prepar process qualiti race rais receiv reduc reliabl
         remot requir robot rollout rout rule rural sale seek serv sovereign subsidiari success
         summari switch term termin track tradit transit transport won
    """,
}  # fmt: skip


def _table() -> dict[str, float]:
    found, share = dict[str, float](), 0.0
    for kind, text in _SHARES.items():
        for word in text.split():
            if word.startswith("0."):
                share = float(word)
            else:
                found[f"{kind}:{word}"] = share
    return found


USUAL = _table()
