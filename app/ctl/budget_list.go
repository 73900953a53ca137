package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/budget"
	"outlay/backend/calendar"
	"outlay/backend/money"
	"outlay/backend/outlook"
)

func (t *terminal) budgetList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Say how every budget stands and where its period will end, the fullest first", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer := struct {
				Budgets []outlook.State `json:"budgets"`
			}{}
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				answer.Budgets, err = house.Outlook.States(cmd.Context())
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) { p.budgets(answer.Budgets) })
		},
	}
}

func (p *page) budgets(states []outlook.State) {
	if len(states) == 0 {
		p.say("No limit is set yet. Next: outlayctl budget add --for everything --limit 200")
		return
	}
	rows := [][]string{{"ID", "BUDGET", "PERIOD", "SPENT", "LIMIT", "USED", "STATE", "FORECAST", "RANGE"}}
	for _, s := range states {
		rows = append(rows, []string{
			s.Budget.ID, s.Title, days(s.State.Period), spentOf(s), amountOr(s.State.Limit, "none"), used(s.State), levelWord(s.State.Level), amountOr(s.Forecast.Amount, "-"), ranged(s.Forecast),
		})
	}
	p.table(rows, 3, 4, 5, 7)
	for _, s := range states {
		p.notes(s)
	}
}

// notes says of one budget what no column has room for.
func (p *page) notes(s outlook.State) {
	if text := s.Reaches(); text != "" {
		p.say("%s %s.", s.Title, text)
	}
	if len(s.Other) > 0 {
		p.say("%s: beside it %s was spent, which is not in the limit's currency.", s.Title, money.DisplayAll(s.Other))
	}
	if len(s.Lacking) > 0 {
		p.say("%s: at least, since not all was read of %s; see: outlayctl account list", s.Title, strings.Join(s.Lacking, ", "))
	}
	if s.Gone {
		p.say("%s: what this budget was for is gone, so it counts nothing. Next: outlayctl budget remove %s", s.Title, s.Budget.ID)
	}
}

func spentOf(s outlook.State) string {
	if len(s.Lacking) > 0 {
		return "at least " + s.State.Spent.Display()
	}
	return s.State.Spent.Display()
}

func days(span calendar.Span) string {
	if span.Len() == 1 {
		return string(span.Start)
	}
	return string(span.Start) + " to " + string(span.Last())
}

func used(s budget.State) string {
	if s.Limit == nil {
		return "-"
	}
	return fmt.Sprintf("%d %%", s.Percent)
}

func levelWord(level budget.Level) string {
	words := map[budget.Level]string{budget.Calm: "calm", budget.Near: "near", budget.Reached: "reached"}
	if text, ok := words[level]; ok {
		return text
	}
	return "no limit"
}

func (t *terminal) budgetHistory() *cobra.Command {
	return &cobra.Command{
		Use: "history ID", Short: "Say how a budget stood in each of its periods, the newest first", Args: takes("ID"),
		Long: "Say how a budget stood in each of its periods, each compared with the limit of its own time.\n" +
			"With --json also where the period was thought to end on each day of it.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			history := outlook.History{}
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				s, err := findBudget(ctx, house, args[0])
				if err != nil {
					return err
				}
				history, err = house.Outlook.History(ctx, s.Budget.ID)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(history, func(p *page) { p.budgetHistory(history) })
		},
	}
}

func (p *page) budgetHistory(h outlook.History) {
	p.say("%s", h.Title)
	rows := [][]string{{"PERIOD", "SPENT", "LIMIT", "USED", "SETTLED", "LEVELS REACHED"}}
	for _, past := range h.Periods {
		row := []string{days(past.State.Period), "unknown", amountOr(past.State.Limit, "none"), "-", "no", ""}
		if past.Known {
			row[1], row[3] = past.State.Spent.Display(), used(past.State)
		}
		if past.Settled {
			row[4] = "yes"
		}
		row[5] = passedOn(past.Passed)
		rows = append(rows, row)
	}
	p.table(rows, 1, 2, 3)
}

func passedOn(passed []outlook.Passed) string {
	if len(passed) == 0 {
		return "none"
	}
	texts := make([]string, len(passed))
	for i, l := range passed {
		texts[i] = fmt.Sprintf("%d %% on %s", l.Level, l.On)
	}
	return strings.Join(texts, ", ")
}
