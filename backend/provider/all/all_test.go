package all_test

import (
	"testing"

	"outlay/backend/provider/all"
)

func TestTheRegistryHasEveryProviderUnderItsOwnID(t *testing.T) {
	for _, d := range all.Registry().All() {
		if got, ok := all.Registry().Get(d.ID); !ok || got.Name != d.Name {
			t.Errorf("%s is not to be found as %q", d.Name, d.ID)
		}
	}
	if _, ok := all.Registry().Get("openai"); !ok {
		t.Error("OpenAI is missing")
	}
}
