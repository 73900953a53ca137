package providertest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

// recording is the vendor's answers by path, one a page.
type recording map[string][][]byte

// place is a page of a path, the first being 1.
type place struct {
	path string
	page int
}

// load reads every testdata/…/pageN.json.
func load(t *testing.T) recording {
	t.Helper()
	recorded := recording{}
	root := os.DirFS("testdata")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Base(name) != "page1.json" {
			return err
		}
		folder := path.Dir(name)
		for n := 1; ; n++ {
			answer, err := fs.ReadFile(root, path.Join(folder, fmt.Sprintf("page%d.json", n)))
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			recorded[asPath(folder)] = append(recorded[asPath(folder)], answer)
		}
	})
	if err != nil || len(recorded) == 0 {
		t.Fatalf("%s holds no recorded answers: %v", filepath.Join("testdata", "…", "page1.json"), err)
	}
	return recorded
}

// asPath returns what a folder of answers is asked by: its path, with the method before it
// where that is not GET.
func asPath(folder string) string {
	if posted, ok := strings.CutPrefix(folder, "POST/"); ok {
		return "POST /" + posted
	}
	return "/" + folder
}

func pathOf(r *http.Request) string {
	if r.Method == http.MethodGet {
		return r.URL.Path
	}
	return r.Method + " " + r.URL.Path
}

// vendor plays a vendor, strictly. What it is asked for is read when nobody asks any more.
type vendor struct {
	t        *testing.T
	recorded recording
	world    world
	server   *httptest.Server
	where    place
	breaking http.HandlerFunc

	mu      sync.Mutex
	asked   map[string]int
	queries map[string]bool
	order   []string
}

func play(t *testing.T, recorded recording, w world) *vendor {
	t.Helper()
	v := &vendor{t: t, recorded: recorded, world: w, asked: map[string]int{}, queries: map[string]bool{}}
	v.server = httptest.NewServer(v)
	t.Cleanup(v.server.Close)
	return v
}

// breaks answers one page by something else.
func (v *vendor) breaks(where place, answer http.HandlerFunc) { v.where, v.breaking = where, answer }

// connect returns a connector that can reach this vendor and nobody else.
func (v *vendor) connect(d provider.Descriptor) provider.Connector {
	v.t.Helper()
	client := rest.NewHTTPClient("test", nil)
	v.t.Cleanup(client.CloseIdleConnections)
	client.Transport = &fence{v.t, strings.TrimPrefix(v.server.URL, "http://"), client.Transport}
	values := provider.Values{Fields: map[string]string{}, BaseURL: v.server.URL, Today: v.world.span.Last()}
	for _, f := range d.Fields {
		values.Fields[f.Name] = "acme"
	}
	if v.world.fields != nil {
		values.Fields = maps.Clone(v.world.fields)
	}
	if !d.Local {
		values.Fields[d.Secret().Name] = secret
	}
	connector, err := d.Connect(values, client)
	if err != nil {
		v.t.Fatalf("cannot connect: %v", err)
	}
	return connector
}

// ServeHTTP implements [http.Handler].
func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, complaint := v.note(r)
	path := pathOf(r)
	switch {
	case complaint != "":
		v.t.Error(complaint)
		http.Error(w, complaint, http.StatusBadRequest)
	case v.where == place{path, page}:
		v.breaking(w, r)
	case page > len(v.recorded[path]):
		v.t.Errorf("asked for page %d of %s, which testdata does not have", page, r.URL)
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(v.recorded[path][page-1])
	}
}

// note counts the request and returns which page it is for, or what is wrong with it.
func (v *vendor) note(r *http.Request) (page int, complaint string) {
	question, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	v.mu.Lock()
	defer v.mu.Unlock()
	path := pathOf(r)
	v.order = append(v.order, path)
	v.asked[path]++
	whole := r.Method + " " + r.URL.String() + " " + string(question)
	seen := v.queries[whole]
	v.queries[whole] = true
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodPost:
		complaint = fmt.Sprintf("%s %s: reading spend changes nothing", r.Method, r.URL)
	case !inHeader(r.Header):
		complaint = fmt.Sprintf("%s: the key is in no header", whole)
	case strings.Contains(whole, secret):
		complaint = "the key is in the URL or the body, where proxies log it"
	case seen:
		complaint = fmt.Sprintf("%s: asked twice", whole)
	}
	return v.asked[path], complaint
}

// inHeader looks for the key in a header, also as the user name of basic authentication.
func inHeader(header http.Header) bool {
	user, _, basic := (&http.Request{Header: header}).BasicAuth()
	if basic && user == secret {
		return true
	}
	for _, values := range header {
		if strings.Contains(strings.Join(values, " "), secret) {
			return true
		}
	}
	return false
}

// fence fails the test where anybody but the vendor is asked.
type fence struct {
	t     *testing.T
	host  string
	inner http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (f *fence) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == f.host {
		return f.inner.RoundTrip(r)
	}
	f.t.Errorf("%s was asked, with the key: %t", r.URL.Host, inHeader(r.Header))
	return nil, io.ErrClosedPipe
}

// CloseIdleConnections lets http.Client close what is open.
func (f *fence) CloseIdleConnections() {
	(&http.Client{Transport: f.inner}).CloseIdleConnections()
}
