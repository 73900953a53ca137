package database

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"strconv"
	"testing"
)

// shipped are the migrations as they were released. A profile somewhere has run each of them,
// so none may change any more: a change is a new file and a new line here.
var shipped = map[string]string{
	"0001_house.sql":       "c8f4811326519f2d6e60550f628e810fee20c27b7f22a8440e2f339e34596c6f",
	"0002_unpublished.sql": "d505f2f4815465a59eb2835b68a48868a90dc37cc6942e58f9bbb0c91e4b8246",
	"0003_imports.sql":     "a98d9cb53773f18689f1dd7361e850d1dd725c5958d1e64e555924437c66a883",
	"0004_gateway.sql":     "ae1e4c0a68dc6fef48277a9a7ad5259f09a0d7624537d61441cd09ad6e7de705",
	"0005_budgets.sql":     "e38978c6272cc2e407fc0f9f0e8074346110a5721c00476fb5059d54d1f752d0",
	"0006_channels.sql":    "342e3564a7cec59fb374ae5d643a4fa2ad3bad14abe3825b8f7b7ef8f46357da",
	"0007_alerts.sql":      "0b8edd1979ec14c44ed874fdddcfa99d8573a9cf34497d48044cad97321354b9",
	"0008_months.sql":      "824ce8bac4abbeebdf542353af73477ddecbcb5e182b7f38522c812ca0909d38",
	"0009_rates.sql":       "ab7b849505629ea490913b5485de3227c2378190956c4332789553d38fd5ff04",
}

// newest is the number of the last migration.
func newest() (n int) {
	for name := range shipped {
		if number, err := strconv.Atoi(name[:4]); err == nil {
			n = max(n, number)
		}
	}
	return n
}

func TestMigrationsAreAppendedNeverChanged(t *testing.T) {
	files, err := fs.Glob(migrations(), "*.sql")
	if err != nil || len(files) != len(shipped) {
		t.Fatalf("%d migrations, %d in the list: %v", len(files), len(shipped), err)
	}
	for _, name := range files {
		text, err := fs.ReadFile(migrations(), name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		if got := hex.EncodeToString(sum[:]); got != shipped[name] {
			t.Errorf("%s has changed (%s); write a new migration instead", name, got)
		}
	}
}
