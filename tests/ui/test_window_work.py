"""try"""
def test_all(at):
    desk = at("scan-materials")
    desk.go_to("")
    print(desk.seen())
    assert desk.state.status.value == "released"
