package providertest

import (
	"strings"
	"testing"

	"outlay/backend/ledger"
	"outlay/backend/provider"
)

func TestAnIconIsSmallPlainAndHarmless(t *testing.T) {
	const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" stroke="currentColor">`
	for _, tt := range []struct{ name, icon, want string }{
		{"a good one", open + `<path d="M0 0h1" fill="none"/></svg>`, ""},
		{"none", ``, "0 bytes"},
		{"a huge one", open + strings.Repeat(" ", 9<<10) + `</svg>`, "no more than 8 KiB"},
		{"no XML", open + `<path></svg>`, "no XML"},
		{"no drawing", `<html xmlns="http://www.w3.org/1999/xhtml">currentColor</html>`, "does not begin with an svg"},
		{"no box", `<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor"/>`, "does not begin with an svg"},
		{"a colour of its own", open + `<path fill="#74aa9c"/></svg>`, "colour of its own"},
		{"no colour of the theme's", strings.Replace(open, "currentColor", "none", 1) + `</svg>`, "not drawn in currentColor"},
		{"a script", open + `<script>alert(1)</script></svg>`, "<script>"},
		{"a handler", open + `<path onload="alert(1)"/></svg>`, "onload"},
		{"a link", open + `<path href="https://example.com"/></svg>`, "href"},
		{"another document", open + `<foreignObject/></svg>`, "<foreignObject>"},
		{"a style", open + `<path style="fill:red"/></svg>`, "style"},
		{"an entity", `<!DOCTYPE svg [<!ENTITY a "b">]>` + open + `</svg>`, "directive"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.Join(inspect([]byte(tt.icon)), "; ")
			if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAnEmptyDescriptorLacksEverything(t *testing.T) {
	got := strings.Join(describe(provider.Descriptor{}), "; ") + strings.Join(describe(provider.Descriptor{Sources: []ledger.Basis{ledger.Billed}}), "; ")
	for _, want := range []string{"ID", "Name", "Reads", "Sources", "Keys", "History", "MaxSpan", "SettlesAfter", "currency", "Connect", "secret", "CheckKey"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q does not mention %s", got, want)
		}
	}
}

func TestACheckKeyThatTakesAllOrTellsTheKeyIsFound(t *testing.T) {
	if got := describeCheckKey(func(string) error { return nil }); len(got) != 6 {
		t.Errorf("got %q", got)
	}
	if got := describeCheckKey(func(key string) error { return keyed(key) }); len(got) != 5 {
		t.Errorf("got %q", got)
	}
}

type keyed string

func (k keyed) Error() string { return "bad key " + string(k) }
