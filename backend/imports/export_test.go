package imports

// Limit makes chunks and full days small enough for a test.
func (d *Desk) Limit(chunk, ofADay int) { d.chunk, d.ofADay = chunk, ofADay }
