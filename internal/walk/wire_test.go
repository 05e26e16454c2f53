package walk

// Wire is how many bytes came over the wire for the page since it was asked
// for: redirects, the document, styles, scripts, pictures, what its scripts
// fetched, each with its headers and compressed as it was. The browser keeps
// no cache. The page's icon is not in it.
func (p *person) Wire() int64 {
	p.Helper()
	p.settle()
	return p.tab.bytes()
}

// UnderWire fails where the page costs more bytes than that.
func (p *person) UnderWire(most int64) {
	p.Helper()
	if n := p.Wire(); n > most {
		p.Errorf("%d bytes over the wire, want at most %d%s", n, most, p.where())
	}
}
