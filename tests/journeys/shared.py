"""Where the public sales data lies, and a small made-up sample of the same shape."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
SAMPLE = {
    "accounts.csv": "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
    "Hooli Works,technolgy,1996,1100.04,2822,United States,\nCancity,retail,2001,718.62,2448,United States,\n",
    "products.csv": "product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,4821\nMG Special,MG,55\n",
    "sales_teams.csv": "sales_agent,manager,regional_office\nMoses Frase,Dustin Brinkmann,Central\n"
    "Darcel Schlecht,Melvin Marxen,East\n",
    "sales_pipeline.csv": "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
    "A1,Moses Frase,GTX Basic,Cancity,Won,2016-10-20,2017-03-01,1054\n"
    "A2,Darcel Schlecht,GTXPro,Hooli Works,Won,2016-10-25,2017-03-11,4514\n"
    "A3,Moses Frase,MG Special,,Prospecting,,,\n",
    "data_dictionary.csv": "Table,Field,Description\n",
}


def crm_folder(temporary: Path) -> Path:
    """The shared data set where it is at hand, else the sample written into a temporary folder."""
    shared = Path(os.environ.get("LEADTOCASH_SHARED_DATA", ROOT.parent / "shared/data")) / "crm-sales-opportunities"
    if shared.is_dir():
        return shared
    for name, text in SAMPLE.items():
        (temporary / name).write_text(text, encoding="utf-8")
    return temporary
