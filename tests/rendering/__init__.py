"""The round-trip engine: facts → the pages a clerk would print, in each format, for the readers to read back.

layout: facts' texts → grids; habits: numbers and labels as offices print them; facts: random facts that keep the forms'
identities; damage: grids as they go wrong; as_html, as_docx, as_xlsx, …: grids → bytes; office: LibreOffice's conversions;
documents: random documents; formats: the table of formats; verdict: what was printed against what was read; reprints: the
real reports in other formats; make_samples: data/samples/.
"""
