"""The sheets shown in docs/neighbours.md are whole, right, and the same order."""

from tests.docs.pages import PAGES, blocks_of

PAGE = next(page for page in PAGES if page.name == "neighbours.md")


def test_both_sheets_of_the_page_say_the_same_and_hold_no_mistake(read):
    table, document = (one for one in blocks_of(PAGE) if one.language in {"csv", "json5"})
    from_table, from_document = read(table.text, "order.csv"), read(document.text, "order.json")
    assert from_table.mistakes == from_document.mistakes == ()
    assert from_table.order == from_document.order
    assert len(from_table.order.contacts) == len(from_table.order.milestones) == len(from_table.order.criteria) == 2
