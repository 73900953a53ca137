package providertest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"outlay/backend/ledger"
	"outlay/backend/provider"
)

var (
	id       = regexp.MustCompile(`^[a-z][a-z0-9]{1,31}$`)
	currency = regexp.MustCompile(`^[A-Z]{3}$`)
)

// describe returns what is missing from a descriptor.
func describe(d provider.Descriptor) []string {
	var problems []string
	must := func(ok bool, format string, args ...any) {
		if !ok {
			problems = append(problems, fmt.Sprintf(format, args...))
		}
	}
	folder, _ := os.Getwd()
	must(id.MatchString(d.ID), "the ID %q is not lower-case letters and digits", d.ID)
	must(d.ID == filepath.Base(folder), "the ID %q is not the folder's name", d.ID)
	must(d.Name != "", "there is no Name")
	must(d.Reads != "", "Reads does not say what each kind of key can read")
	must(len(d.Sources) > 0, "there are no Sources")
	for _, basis := range d.Sources {
		must(slices.Contains(ledger.Bases(), basis), "%q is no basis", basis)
	}
	must(d.History > 0, "History is %d months", d.History)
	must(d.MaxSpan > 0, "MaxSpan is %d days", d.MaxSpan)
	must(d.SettlesAfter > 0 || d.Local || !d.Publishes(), "SettlesAfter is %s: every vendor revises", d.SettlesAfter)
	must(d.Delay >= 0, "Delay is %d days", d.Delay)
	must(currency.MatchString(d.Currency), "%q is no currency", d.Currency)
	must(d.Connect != nil, "Connect is nil")
	problems = append(problems, describeFields(d)...)
	if d.Local {
		return problems
	}
	return append(append(problems, describeKeys(d)...), describeCheckKey(d.CheckKey)...)
}

func describeFields(d provider.Descriptor) []string {
	var problems, secrets []string
	for _, f := range d.Fields {
		if f.Secret {
			secrets = append(secrets, f.Name)
		}
		if f.Name == "" || f.Label == "" || f.Help == "" {
			problems = append(problems, fmt.Sprintf("the field %q lacks its name, label or help", f.Name))
		}
		if (f.Secret || f.Link != "") && !strings.HasPrefix(f.Link, "https://") {
			problems = append(problems, fmt.Sprintf("the link of field %q is not https: %q", f.Name, f.Link))
		}
		if (f.Kind == provider.FieldChoice) != (len(f.Choices) > 0) {
			problems = append(problems, fmt.Sprintf("the field %q is a choice of %d", f.Name, len(f.Choices)))
		}
	}
	if d.Local {
		if len(secrets) > 0 {
			return append(problems, fmt.Sprintf("nobody is asked, and there are secrets: %q", secrets))
		}
		return problems
	}
	if !slices.Equal(secrets, []string{"key"}) {
		problems = append(problems, fmt.Sprintf(`the secret fields are %q, and should be one, "key"`, secrets))
	}
	return problems
}

// describeKeys returns what is missing from the kinds of keys, of which the docs are made.
func describeKeys(d provider.Descriptor) []string {
	if len(d.Keys) == 0 {
		return []string{"there are no Keys: which kinds does the vendor issue, and what can each read?"}
	}
	var problems []string
	for _, k := range d.Keys {
		if k.Name == "" || k.Reads == "" || !strings.HasPrefix(k.Link, "https://") {
			problems = append(problems, fmt.Sprintf("the kind of key %+v lacks its name, what it reads or where it is made", k))
		}
		if k.Prefix == "" {
			continue
		}
		if err := d.CheckKey(k.Prefix + "canary4711"); (err == nil) != k.Spend {
			problems = append(problems, fmt.Sprintf("CheckKey says %v of a key of the kind %q", err, k.Name))
		}
	}
	return problems
}

func describeCheckKey(checkKey func(string) error) []string {
	if checkKey == nil {
		return []string{"CheckKey is nil"}
	}
	var problems []string
	for _, key := range []string{"", "sk-two words", "sk-line\nbreak", " sk-blank", "sk-\u2013dash", "sk-ключ"} {
		err := checkKey(key)
		if err == nil {
			problems = append(problems, fmt.Sprintf("CheckKey takes %q", key))
		} else if key != "" && strings.Contains(err.Error(), key) {
			problems = append(problems, fmt.Sprintf("what CheckKey says holds the key: %v", err))
		}
	}
	return problems
}

// shapes are the elements of an icon: drawings, and nothing that loads, runs or moves.
var shapes = []string{"svg", "g", "title", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}

// inspect returns what is wrong with an icon: it is small, drawn in currentColor alone, so
// that it can be read in the light and in the dark, and cannot run or load anything.
func inspect(icon []byte) []string {
	if len(icon) == 0 || len(icon) > 8<<10 {
		return []string{fmt.Sprintf("the icon has %d bytes; it should have some, and no more than 8 KiB", len(icon))}
	}
	var problems []string
	if !bytes.Contains(icon, []byte("currentColor")) {
		problems = append(problems, "the icon is not drawn in currentColor")
	}
	decoder := xml.NewDecoder(bytes.NewReader(icon))
	for first := true; ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return problems
		}
		if err != nil {
			return append(problems, fmt.Sprintf("the icon is no XML: %v", err))
		}
		switch token := token.(type) {
		case xml.StartElement:
			if first && !isSVG(token) {
				problems = append(problems, "the icon does not begin with an svg of that namespace and a viewBox")
			}
			first = false
			problems = append(problems, inspectElement(token)...)
		case xml.Directive, xml.ProcInst:
			problems = append(problems, "the icon holds a directive")
		}
	}
}

func isSVG(e xml.StartElement) bool {
	hasBox := slices.ContainsFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == "viewBox" })
	return hasBox && e.Name.Local == "svg" && e.Name.Space == "http://www.w3.org/2000/svg"
}

func inspectElement(e xml.StartElement) []string {
	var problems []string
	if !slices.Contains(shapes, e.Name.Local) {
		problems = append(problems, fmt.Sprintf("the icon holds <%s>", e.Name.Local))
	}
	for _, a := range e.Attr {
		name := strings.ToLower(a.Name.Local)
		switch {
		case strings.HasPrefix(name, "on"), name == "href", name == "style":
			problems = append(problems, fmt.Sprintf("the icon holds the attribute %s", name))
		case (name == "fill" || name == "stroke") && a.Value != "none" && a.Value != "currentColor":
			problems = append(problems, fmt.Sprintf("the icon has a colour of its own: %s", a.Value))
		}
	}
	return problems
}
