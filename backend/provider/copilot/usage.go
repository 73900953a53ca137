package copilot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"outlay/backend/calendar"
	"outlay/backend/ledger"
	"outlay/backend/money"
	"outlay/backend/provider"
	"outlay/backend/provider/rest"
)

// item is one line of the bill of all that GitHub sells.
type item struct {
	Date         string
	Product      string
	SKU          string
	Quantity     json.RawMessage
	UnitType     string
	NetAmount    json.RawMessage // dollars, after what the plan includes
	Organization string          `json:"organizationName"`
	Repository   string          `json:"repositoryName"`

	day    calendar.Day
	amount money.Amount
}

var errShape = errors.New("the answer lacks what every one has")

// month returns what of a month's bill is AI. A month without any has an empty list.
func (c *connector) month(ctx context.Context, month calendar.Span) ([]item, error) {
	all, err := c.bill(ctx, month)
	if err != nil {
		return nil, err
	}
	kept := []item{}
	for _, i := range all {
		if i.Product == "" && i.SKU == "" {
			return nil, fmt.Errorf("GET %s: a line that does not say what it is for: %w", c.path, provider.ErrAnswer)
		}
		if !i.isAI() {
			continue
		}
		if err := i.read(month, c.today); err != nil {
			return nil, fmt.Errorf("GET %s: %w: %w", c.path, err, provider.ErrAnswer)
		}
		kept = append(kept, i)
	}
	return kept, nil
}

// bill returns a month's bill of all that GitHub sells.
func (c *connector) bill(ctx context.Context, month calendar.Span) ([]item, error) {
	at := month.Start.Start()
	asked := url.Values{"year": {strconv.Itoa(at.Year())}, "month": {strconv.Itoa(int(at.Month()))}}
	var answer struct {
		Items []item `json:"usageItems"`
	}
	if err := c.api.GetJSON(ctx, c.path, asked, &answer); err != nil {
		return nil, err
	}
	if answer.Items == nil {
		return nil, fmt.Errorf("GET %s: %w: %w", c.path, errShape, provider.ErrAnswer)
	}
	return answer.Items, nil
}

// isAI says that a line is Copilot's, or another of GitHub's AI services: their names change,
// so whatever contains the word is taken.
func (i *item) isAI() bool {
	for _, name := range []string{i.Product, i.SKU} {
		name = strings.ToLower(name)
		if strings.Contains(name, "copilot") || strings.Contains(name, "spark") || strings.HasPrefix(name, "models") {
			return true
		}
	}
	return false
}

// read reads the day, which must be one of the month and not to come, and the amount. Some
// dates carry a time behind them.
func (i *item) read(month calendar.Span, today calendar.Day) error {
	if len(i.Date) > 10 {
		i.Date = i.Date[:10]
	}
	day, err := calendar.ParseDay(i.Date)
	if err != nil {
		return errors.New("a line without a date")
	}
	if !month.Contains(day) || (today != "" && day > today) {
		return fmt.Errorf("a line of %s, which was not asked for", day)
	}
	i.day = day
	i.amount, err = money.FromVendor(i.NetAmount, money.USD)
	return err
}

func (i *item) entry() ledger.Entry {
	project := i.Repository
	if project == "" {
		project = i.Organization
	}
	parts := []string{i.Product, i.SKU, i.UnitType, i.Organization, i.Repository}
	for n := range parts {
		parts[n] = url.QueryEscape(parts[n])
	}
	line := i.SKU
	if line == "" {
		line = i.Product
	}
	return ledger.Entry{
		Day: i.day, Item: strings.Join(parts, "/"), Amount: i.amount, Line: line, Project: project,
		Quantity: rest.Decimal(i.Quantity), Unit: i.UnitType,
	}
}

// isSeat says that by this line GitHub bills seats itself: copilot_for_business, Copilot
// Enterprise, copilot_standalone and whatever is counted in months of users; not the premium
// requests and credits of such a plan.
func (i *item) isSeat() bool {
	sku, unit := strings.ToLower(i.SKU), strings.ToLower(i.UnitType)
	has := func(text string, words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
	}
	if has(sku, "request", "credit") || has(unit, "request", "credit") {
		return false
	}
	return has(unit, "user", "seat") || (has(sku, "copilot") && has(sku, "business", "enterprise", "standalone", "seat"))
}

// plans are what a seat costs in a calendar month, in dollars. Source: docs.github.com, plans
// for GitHub Copilot, read 2026-08-22.
var plans = map[string]int64{"business": 19, "enterprise": 39}

// settling is how many days before today are read again, and may lie in the month before.
const settling = 4

// addSeats adds the share of seats of the days that are wanted, where the bill lists none. Days
// are known from this month on, and those that are still read again.
func (c *connector) addSeats(ctx context.Context, month, wanted calendar.Span, bill []item, page *provider.Page) {
	if c.organization == "" || c.today == "" {
		return
	}
	since := min(calendar.Month(c.today).Start, c.today.Add(-settling))
	days := wanted.Intersect(calendar.Through(since, c.today))
	if days.Empty() || ctx.Err() != nil {
		return
	}
	part := provider.Part{Basis: ledger.Subscription, Read: days}
	if slices.ContainsFunc(bill, func(i item) bool { return i.isSeat() }) {
		page.Also = append(page.Also, part) // billed, and no longer a price of their own
		return
	}
	total, plan, err := c.seatsOn(ctx, days)
	if err != nil {
		page.Notes = append(page.Notes, fmt.Sprintf("Seats could not be read; what they cost is missing, the usage is whole (%v).", err))
		return
	}
	price, ok := plans[plan]
	if !ok && total > 0 {
		page.Notes = append(page.Notes, fmt.Sprintf("The price of a seat of the plan %.40q is not known, so %d seats are missing. Add a subscription for them.", plan, total))
		return
	}
	page.Also = append(page.Also, part)
	if total == 0 {
		return
	}
	parts := money.FromNanos(price*1e9, money.USD).Times(total).Split(month.Len())
	for _, day := range days.Days() {
		page.Entries = append(page.Entries, ledger.Entry{
			Day: day, Basis: ledger.Subscription, Item: "seats/" + plan, Amount: parts[day.Sub(month.Start)],
			Line: "Copilot " + strings.ToUpper(plan[:1]) + plan[1:] + " seats", Quantity: strconv.FormatInt(total, 10), Unit: "seats",
		})
	}
}

// seatsOn returns how many seats there were on days of one month, and of which plan. Those of
// the month before are today's without the ones that were added since.
func (c *connector) seatsOn(ctx context.Context, days calendar.Span) (int64, string, error) {
	if c.counted == nil {
		counted, err := c.countSeats(ctx)
		if err != nil {
			return 0, "", err
		}
		c.counted = &counted
	}
	if days.Start < calendar.Month(c.today).Start {
		return max(0, c.counted.total-c.counted.added), c.counted.plan, nil
	}
	return c.counted.total, c.counted.plan, nil
}

// seats are an organization's seats, and how many of them were added in this cycle.
type seats struct {
	total, added int64
	plan         string
}

func (c *connector) countSeats(ctx context.Context) (seats, error) {
	path := "/orgs/" + url.PathEscape(c.organization) + "/copilot/billing"
	var answer struct {
		Seats *struct {
			Total *int64
			Added int64 `json:"added_this_cycle"`
		} `json:"seat_breakdown"`
		Plan string `json:"plan_type"`
	}
	if err := c.api.GetJSON(ctx, path, nil, &answer); err != nil {
		return seats{}, err
	}
	if answer.Seats == nil || answer.Seats.Total == nil || *answer.Seats.Total < 0 || *answer.Seats.Total > 10_000_000 {
		return seats{}, fmt.Errorf("GET %s: %w: %w", path, errShape, provider.ErrAnswer)
	}
	return seats{*answer.Seats.Total, answer.Seats.Added, strings.ToLower(answer.Plan)}, nil
}
