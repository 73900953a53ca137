package tray

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/forecast"
	"outlay/backend/money"
	"outlay/backend/outlook"
	"outlay/backend/report"
)

// Icon is which picture stands in the tray. They differ in shape, not in colour alone.
type Icon string

// The icons.
const (
	Calm    Icon = "calm"
	Near    Icon = "near"    // a limit is used to 80 %, or to the lowest level chosen
	Reached Icon = "reached" // a limit is used up
	Paused  Icon = "paused"  // nothing is read on schedule
)

// Model is what the tray shows, in words for people.
type Model struct {
	Tooltip string
	Icon    Icon
	Total   string   // the first line of the menu
	Lines   []string // below it: the forecast, the fullest budgets, the services; at most [MostLines]
	Paused  bool     // nothing is read on schedule
	Syncing string   // what is being read, "" where nothing is
}

// MostLines is how many lines the menu has room for below the total.
const MostLines = 12

// mostBudgets is how many budgets have a line, so that there is room for services.
const mostBudgets = 4

// Describe puts o and the budgets, the fullest first, into the tray's words; paused says that
// the user paused syncing.
func Describe(o report.Overview, budgets []outlook.State, paused bool) Model {
	m := Model{Icon: icon(outlook.Worst(budgets), paused), Paused: paused, Syncing: syncing(o.Accounts)}
	m.Total, m.Lines = total(o), lines(o, budgets)
	m.Tooltip = AppTitle + ": " + m.Total
	return m
}

// Unreadable is the model of a book that cannot be read; why is a sentence for people.
func Unreadable(why string) Model {
	return Model{Tooltip: AppTitle + ": " + why, Icon: Paused, Total: clip(why, 80)}
}

// icon lets a pressing limit show through a pause: the money is spent all the same.
func icon(level budget.Level, paused bool) Icon {
	switch {
	case level == budget.Reached:
		return Reached
	case level == budget.Near:
		return Near
	case paused:
		return Paused
	}
	return Calm
}

// total is the month's line. The limits stand in it only where they are about the very same
// dollars: not every account has one, and a billing cycle is not always the month.
func total(o report.Overview) string {
	if len(o.Accounts) == 0 && len(o.MonthToDate) == 0 {
		return "Connect a service in Outlay"
	}
	month := monthName(o)
	if len(o.MonthToDate) == 0 {
		return month + ": nothing read yet"
	}
	text := month + ": " + atLeast(o.AtLeast) + money.DisplayAll(o.MonthToDate)
	if limited(o) && sameDollars(o) {
		text += fmt.Sprintf(" of %s (%d %%)", o.Limit.Display(), o.Percent)
	}
	return text
}

func limited(o report.Overview) bool { return o.Limit != nil && o.Left != nil }

func sameDollars(o report.Overview) bool {
	spent, err := o.Limit.Sub(*o.Left)
	return err == nil && len(o.MonthToDate) == 1 && o.MonthToDate[0].Currency == spent.Currency &&
		o.MonthToDate[0].Value.Equal(spent.Value)
}

func lines(o report.Overview, budgets []outlook.State) []string {
	lines := append(ahead(o, budgets), budgetLines(budgets)...)
	if limited(o) && len(o.MonthToDate) > 0 && !sameDollars(o) {
		if spent, err := o.Limit.Sub(*o.Left); err == nil {
			lines = append(lines, fmt.Sprintf("Limits: %s of %s (%d %%)", spent.Display(), o.Limit.Display(), o.Percent))
		}
	}
	for _, card := range o.Accounts {
		lines = append(lines, line(card, o.Accounts))
	}
	if more := len(lines) - MostLines; more > 0 {
		lines = append(lines[:MostLines-1], fmt.Sprintf("and %d more in Outlay", more+1))
	}
	return lines
}

// ahead is what is foreseen: where the month will end, and when the fullest of the budgets
// that will be crossed is.
func ahead(o report.Overview, budgets []outlook.State) []string {
	var lines []string
	if text := foreseen(o.Forecasts); text != "" {
		if o.AtLeast {
			text = "Forecast of what is known: " + text
		} else {
			text = "Forecast: " + text
		}
		lines = append(lines, text)
	}
	for _, s := range budgets {
		if s.Crossing.Crossed || s.Crossing.Day == "" || s.Gone {
			continue
		}
		return append(lines, clip(s.Title, 30)+" reaches "+short(*s.State.Limit)+" on "+date(s.Crossing.Day))
	}
	return lines
}

// foreseen says where the month will end: "about $120, between $100 and $140". Where there
// are several currencies there is no room for their ranges.
func foreseen(all []forecast.Forecast) string {
	all = slices.DeleteFunc(slices.Clone(all), func(f forecast.Forecast) bool { return f.Amount == nil })
	texts := make([]string, len(all))
	for i, f := range all {
		texts[i] = short(rough(*f.Amount))
	}
	if len(texts) == 0 {
		return ""
	}
	text := "about " + strings.Join(texts, " + ")
	if len(all) > 1 || all[0].Low == nil || all[0].High == nil {
		return text
	}
	low, high := short(rough(*all[0].Low)), short(rough(*all[0].High))
	if low == high {
		return text
	}
	return text + ", between " + low + " and " + high
}

// rough is an amount to the whole unit, from ten on: no forecast knows the cents.
func rough(a money.Amount) money.Amount {
	if a.Value.Abs().LessThan(money.FromNanos(10e9, a.Currency).Value) {
		return a
	}
	return money.Amount{Value: a.Value.RoundBank(0), Currency: a.Currency}
}

// short leaves the cents away where there are none.
func short(a money.Amount) string {
	if a.Value.IsInteger() {
		return strings.Replace(a.Display(), ".00", "", 1)
	}
	return a.Display()
}

func date(d calendar.Day) string { return d.Start().Format("2 Jan") }

// budgetLines are the fullest budgets. An account's own limit stands in the account's line.
func budgetLines(budgets []outlook.State) []string {
	var lines []string
	for _, s := range budgets {
		if s.Budget.First() || s.Gone || s.State.Limit == nil || len(lines) == mostBudgets {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s  %s%s of %s%s — %d %%", clip(s.Title, 30), atLeast(len(s.Lacking) > 0),
			money.DisplayAll(spent(s.State, s.Other)), s.State.Limit.Display(), within(s.Budget), s.State.Percent))
	}
	return lines
}

// within says which period a limit is for, where it is shorter than people expect.
func within(b budget.Budget) string {
	return map[budget.Every]string{budget.EveryDay: " today", budget.EveryWeek: " this week"}[b.Every]
}

// line is one account's: what it spent in its own cycle, and what that lacks.
func line(card report.Card, all []report.Card) string {
	text := title(card, all)
	unread := card.Account.LastSynced == nil && card.Budget.Spent.Value.IsZero()
	if card.Gap != nil && unread {
		return text + " — " + lack(card.Gap.State)
	}
	text += "  " + atLeast(card.Gap != nil) + money.DisplayAll(spent(card.Budget, card.Other))
	if card.Budget.Limit != nil {
		text += fmt.Sprintf(" of %s — %d %%", card.Budget.Limit.Display(), card.Budget.Percent)
	}
	if card.Gap != nil {
		text += " · " + lack(card.Gap.State)
	}
	return text
}

// spent leaves out a zero in the expected currency where the account only spends in others.
func spent(state budget.State, other []money.Amount) []money.Amount {
	if state.Spent.Value.IsZero() && state.Limit == nil && len(other) > 0 {
		return other
	}
	return append([]money.Amount{state.Spent}, other...)
}

// title is the service's name, and the account's label where that says more.
func title(card report.Card, all []report.Card) string {
	service, label := clip(card.Service, 30), clip(card.Account.Label, 30)
	twice := slices.ContainsFunc(all, func(c report.Card) bool {
		return c.Account.ID != card.Account.ID && c.Service == card.Service
	})
	if label == "" || strings.EqualFold(label, service) || !twice {
		return service
	}
	return service + " · " + label
}

// lack says in a word or two why a number is not whole. The window has the sentence.
func lack(state string) string {
	words := map[string]string{
		string(account.NeverSynced):  "not read yet",
		string(account.Stale):        "not read lately",
		string(account.KeyRefused):   "key refused",
		string(account.ScopeMissing): "key may not read spend",
		string(account.RateLimited):  "asked to wait",
		string(account.Unreachable):  "not reachable",
		string(account.BadAnswer):    "answer not understood",
		string(account.Paused):       "paused",
		"days_missing":               "days missing",
	}
	if text, ok := words[state]; ok {
		return text
	}
	return "incomplete"
}

func syncing(cards []report.Card) string {
	done, total := 0, 0
	for _, card := range cards {
		done, total = done+card.Account.ProgressDone, total+card.Account.ProgressTotal
	}
	if total == 0 {
		return ""
	}
	return fmt.Sprintf("Syncing: %d of %d days", done, total)
}

func monthName(o report.Overview) string {
	first, err := time.Parse(time.DateOnly, string(o.Month.Start))
	if err != nil {
		return "This month"
	}
	return first.Month().String()
}

func atLeast(lacks bool) string {
	if lacks {
		return "at least "
	}
	return ""
}

// clip keeps text on one short line, whatever a user typed as a label.
func clip(text string, most int) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
