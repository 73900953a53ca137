package bind

import "testing"

func TestOnlyWhatIsAskedAgainAnywayIsNotTold(t *testing.T) {
	for _, tt := range []struct{ first, then, want string }{
		{"export", "ledger", "ledger"},
		{"ledger", "export", "ledger"},
		{"export", "export", "export"},
		{"house", "ledger", "ledger"},
	} {
		d := New(Host{})
		d.changed(tt.first)
		d.changed(tt.then)
		if got := <-d.Changes(); got != tt.want || len(d.Changes()) != 0 {
			t.Errorf("%s, then %s: told %s and %d more", tt.first, tt.then, got, len(d.Changes()))
		}
	}
}
