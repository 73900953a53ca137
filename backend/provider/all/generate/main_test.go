package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestTheListOfProvidersIsFresh(t *testing.T) {
	names, err := providers("../..")
	if err != nil {
		t.Fatal(err)
	}
	want, err := source(names)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join("..", output))
	if err != nil || !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
		t.Errorf("backend/provider/all/%s is stale (%v); run: go generate ./...", output, err)
	}
}

func TestAFolderWithADescriptorIsAProvider(t *testing.T) {
	root := t.TempDir()
	for file, text := range map[string]string{
		"mistral/mistral.go":        "package mistral\n\nfunc Descriptor() int { return 0 }\n",
		"anthropic/more.go":         "package anthropic\n\nfunc Descriptor() int { return 0 }\n",
		"anthropic/a.go":            "package anthropic\n",
		"rest/rest.go":              "package rest\n\ntype c struct{}\n\nfunc (c) Descriptor() {}\n",
		"tested/a_test.go":          "package tested\n\nfunc Descriptor() {}\n",
		"empty/testdata/page1.json": "{}",
		"provider.go":               "package provider\n\nfunc Descriptor() {}\n",
	} {
		file = filepath.Join(root, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := providers(root)
	if want := []string{"anthropic", "mistral"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	broken := filepath.Join(root, "broken")
	if err := os.Mkdir(broken, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "a.go"), []byte("package"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := providers(root); err == nil {
		t.Error("a folder that does not parse was passed over")
	}
}
