package providertest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
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
			recorded["/"+folder] = append(recorded["/"+folder], answer)
		}
	})
	if err != nil || len(recorded) == 0 {
		t.Fatalf("%s holds no recorded answers: %v", filepath.Join("testdata", "…", "page1.json"), err)
	}
	return recorded
}

// vendor plays a vendor, strictly. What it is asked for is read when nobody asks any more.
type vendor struct {
	t        *testing.T
	recorded recording
	server   *httptest.Server
	where    place
	breaking http.HandlerFunc

	mu      sync.Mutex
	asked   map[string]int
	queries map[string]bool
	order   []string
}

func play(t *testing.T, recorded recording) *vendor {
	t.Helper()
	v := &vendor{t: t, recorded: recorded, asked: map[string]int{}, queries: map[string]bool{}}
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
	values := provider.Values{Fields: map[string]string{}, BaseURL: v.server.URL}
	for _, f := range d.Fields {
		values.Fields[f.Name] = "acme"
	}
	values.Fields[d.Secret().Name] = secret
	connector, err := d.Connect(values, client)
	if err != nil {
		v.t.Fatalf("cannot connect: %v", err)
	}
	return connector
}

// ServeHTTP implements [http.Handler].
func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, complaint := v.note(r)
	switch {
	case complaint != "":
		v.t.Error(complaint)
		http.Error(w, complaint, http.StatusBadRequest)
	case v.where == place{r.URL.Path, page}:
		v.breaking(w, r)
	case page > len(v.recorded[r.URL.Path]):
		v.t.Errorf("asked for page %d of %s, which testdata does not have", page, r.URL)
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(v.recorded[r.URL.Path][page-1])
	}
}

// note counts the request and returns which page it is for, or what is wrong with it.
func (v *vendor) note(r *http.Request) (page int, complaint string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.order = append(v.order, r.URL.Path)
	v.asked[r.URL.Path]++
	seen := v.queries[r.URL.String()]
	v.queries[r.URL.String()] = true
	switch {
	case r.Method != http.MethodGet:
		complaint = fmt.Sprintf("%s %s: reading spend is a GET", r.Method, r.URL)
	case !inHeader(r.Header):
		complaint = fmt.Sprintf("GET %s: the key is in no header", r.URL)
	case strings.Contains(r.URL.String(), secret):
		complaint = "the key is in the URL, where proxies log it"
	case seen:
		complaint = fmt.Sprintf("GET %s: asked twice", r.URL)
	}
	return v.asked[r.URL.Path], complaint
}

func inHeader(header http.Header) bool {
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
