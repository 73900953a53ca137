// Package copilot reads what an organization or a user pays GitHub for Copilot: the net amounts
// of GitHub's own usage report, and the seats of an organization where the report has none.
//
// Amounts are dollars, by UTC day. What a plan's included credits cover is discounted by GitHub
// itself and is not spend. The package refuses dates outside of the month that it asked for.
//
// # Why not the AI credit and premium request reports
//
// They tell the model, but no date, and the same money as the usage report: to read both would
// count it twice, and to read them by day would be 400 requests for 13 months.
//
// # Why seats are a subscription
//
// Where GitHub bills seats by the month, the usage report lists them by day, and then they are
// billed amounts. Where it does not list them, all that is known is how many there are now. A
// day's share of the plan's price is then a cost of its own, on the basis of a price that is
// published, from this month on: how many seats there were before is not told.
//
// Sources: github/docs, src/rest/data/fpt-2026-03-10/billing.json and copilot.json, and
// data/variables/copilot.yml for plans and prices; docs.github.com/rest/billing/usage. Read
// 2026-08-22. How long a day is revised is said nowhere.
package copilot

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

const (
	host    = "https://api.github.com"
	version = "2026-03-10"
	finePAT = "https://github.com/settings/personal-access-tokens"
	classic = "https://github.com/settings/tokens"
)

//go:embed icon.svg
var icon []byte

var kinds = []provider.KeyKind{
	{
		Name: "fine-grained token", Prefix: "github_pat_", Spend: true, Link: finePAT,
		Reads: "an organization's bill with the permission “Administration: read”, a user's own with “Plan: read”",
	},
	{
		Name: "classic token", Prefix: "ghp_", Spend: true, Link: classic,
		Reads: "an organization's bill for its owners and billing managers (scope admin:org), a user's own with the scope user",
	},
	{Name: "app token", Prefix: "ghs_", Spend: true, Link: "https://github.com/settings/apps", Reads: "an organization's bill where the app may read its administration"},
	{Name: "OAuth token", Prefix: "gho_", Link: finePAT, Reads: "what the application asked for, which is not a bill"},
}

// Descriptor describes GitHub Copilot.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "copilot", Name: "GitHub Copilot", Icon: icon,
		Fields: []provider.Field{
			{Name: "organization", Label: "Organization", Optional: true, Help: "Its name in GitHub's addresses, where an organization pays. Leave it empty for a plan of your own."},
			{Name: "user", Label: "User", Optional: true, Help: "Your own name at GitHub, where you pay yourself. Leave it empty for an organization."},
			{
				Name: "key", Label: "Token", Secret: true, Link: finePAT,
				Help: "A fine-grained personal access token. For an organization: made by an owner, with the organization permission “Administration: read”. " +
					"For a user: with the account permission “Plan: read”.",
			},
		},
		Keys:    kinds,
		Sources: []ledger.Basis{ledger.Billed, ledger.Subscription},
		History: 13, // of 24 months that the vendor keeps
		// The vendor says nothing of revisions; this figure is ours.
		SettlesAfter: 72 * time.Hour,
		MaxSpan:      31, // a month a request
		Currency:     money.USD,
		Reads: "A token of an organization's owner reads its net Copilot spend by day and repository, and its seats. " +
			"A user's token reads the spend of a plan that the user pays for.",
		Limits: []string{
			"A seat that an organization pays for is not on its user's bill: connect the organization.",
			"Where an enterprise pays, the bill is the enterprise's, which this connection does not read.",
			"Which model the spend is of is told without dates by GitHub, so it is not shown.",
			"Where GitHub lists no seats, they are counted at the published price from this month on; how many there were before is not told.",
		},
		CheckKey:    rest.CheckKinds("GitHub", kinds),
		CheckFields: checkFields,
		Connect:     connect,
	}
}

// login is the form of names at GitHub; those that a company manages have an underscore.
var login = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$`)

func checkFields(fields map[string]string) error {
	organization, user := fields["organization"], fields["user"]
	switch {
	case organization == "" && user == "":
		return errors.New("say whose bill it is: the organization's name, or your own user name")
	case organization != "" && user != "":
		return errors.New("name the organization or the user, not both: each has a bill of its own")
	case !login.MatchString(organization + user):
		return errors.New("this is no name at GitHub; take it from the address of the organization's or user's page")
	}
	return nil
}

type connector struct {
	api          *rest.Client
	organization string
	path         string // of the usage report
	today        calendar.Day
	counted      *seats // once a sync
}

func connect(values provider.Values, client *http.Client) (provider.Connector, error) {
	key := values.Fields["key"]
	if key == "" {
		return nil, errors.New("copilot: no key")
	}
	if err := checkFields(values.Fields); err != nil {
		return nil, fmt.Errorf("copilot: %w", err)
	}
	base := values.BaseURL
	if base == "" {
		base = host
	}
	c := &connector{organization: values.Fields["organization"], today: values.Today}
	c.path = "/users/" + url.PathEscape(values.Fields["user"]) + "/settings/billing/usage"
	if c.organization != "" {
		c.path = "/organizations/" + url.PathEscape(c.organization) + "/settings/billing/usage"
	}
	auth := func(r *http.Request) {
		rest.Bearer(key)(r)
		r.Header.Set("Accept", "application/vnd.github+json")
		r.Header.Set("X-GitHub-Api-Version", version)
	}
	c.api = &rest.Client{Base: base, HTTP: client, Auth: auth, Secret: key, Refusal: c.refusal}
	return c, nil
}

// refusal tells apart what GitHub says with two numbers: 403 is a limit or a permission, and
// 404 is what a token sees of an organization that it may not read.
func (c *connector) refusal(status int, message string) error {
	limited := strings.Contains(strings.ToLower(message), "rate limit")
	switch {
	case status == http.StatusForbidden && limited:
		return provider.Later{Wait: time.Minute} // the least that GitHub asks for
	case status == http.StatusForbidden:
		return fmt.Errorf("%s: %w", c.needed(), provider.ErrScope)
	case status == http.StatusNotFound && message == "Not Found" && c.organization != "":
		return fmt.Errorf("GitHub shows no such organization to this token, or an enterprise pays for it; %s: %w", c.needed(), provider.ErrScope)
	case status == http.StatusNotFound && message == "Not Found":
		return fmt.Errorf("GitHub has no Copilot bill of this user; a seat that an organization pays for is on the organization's bill, so connect that: %w", provider.ErrPlan)
	}
	return nil
}

func (c *connector) needed() string {
	if c.organization != "" {
		return "an owner's token with the organization permission “Administration: read” is needed"
	}
	return "a token with the account permission “Plan: read” is needed"
}

// Fetch implements [provider.Connector] month by month, the oldest first.
func (c *connector) Fetch(ctx context.Context, span calendar.Span) (provider.Page, error) {
	page := provider.Page{Read: calendar.Span{Start: span.Start, End: span.Start}}
	for page.Read.End < span.End {
		month := calendar.Month(page.Read.End)
		wanted := month.Intersect(span)
		items, err := c.month(ctx, month)
		if err != nil {
			return page, fmt.Errorf("copilot: %w", err)
		}
		for _, i := range items {
			if wanted.Contains(i.day) {
				page.Entries = append(page.Entries, i.entry())
			}
		}
		page.Read.End = wanted.End
		c.addSeats(ctx, month, wanted, items, &page)
	}
	if c.organization == "" && len(page.Entries) == 0 && !span.Empty() {
		page.Notes = append(page.Notes, "GitHub lists no Copilot for this user. A seat that an organization pays for is on the organization's bill alone.")
	}
	return page, nil
}

// Probe implements [provider.Connector] by asking for one month of the bill, which is free.
func (c *connector) Probe(ctx context.Context) error {
	if _, err := c.bill(ctx, calendar.Month(c.today)); err != nil {
		return fmt.Errorf("copilot: %w", err)
	}
	return nil
}
