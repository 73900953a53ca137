package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/budget"
	"outlay/backend/outlook"
)

func (t *terminal) budget() *cobra.Command {
	group := &cobra.Command{
		Use: "budget", Short: "Set what may be spent, and see how near spending is to it",
		Args: noSuchVerb, RunE: needsVerb,
	}
	group.AddCommand(t.budgetAdd(), t.budgetList(), t.budgetSet(), t.budgetRemove(), t.budgetHistory())
	return group
}

// budgetFlags are the flags that add and set share.
type budgetFlags struct {
	label, limit, currency, every, levels string
	startDay                              int
}

func (f *budgetFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.limit, "limit", "", "what may be spent in a period, as 200 or 199.50")
	cmd.Flags().StringVar(&f.currency, "currency", "", "of the limit, as three letters (default USD)")
	cmd.Flags().StringVar(&f.every, "every", "", "how long a period is: month, cycle, week or day, in UTC (default month)")
	cmd.Flags().IntVar(&f.startDay, "start-day", 0, "day of the month on which a cycle starts, 1 to 31 (default the account's own)")
	cmd.Flags().StringVar(&f.levels, "levels", "", "percents of the limit that are news, 1 to 500, as 50,80,100 (default 80,100)")
	cmd.Flags().StringVar(&f.label, "label", "", "what the budget is called (default the name of what it is for)")
}

// draft returns what was typed; every is the period of the budget that is there. What the
// values mean is checked by the house.
func (f *budgetFlags) draft(cmd *cobra.Command, every budget.Every) (d budget.Draft, err error) {
	typed := cmd.Flags().Changed
	if typed("label") {
		d.Label = &f.label
	}
	if typed("limit") {
		d.Limit = &f.limit
	}
	if typed("currency") {
		d.Currency = &f.currency
	}
	if typed("every") {
		every = budget.Every(f.every)
		d.Every = &every
	}
	if typed("start-day") {
		if every != budget.EveryCycle {
			return d, usage("--start-day is of a billing cycle; add --every cycle")
		}
		d.StartDay = &f.startDay
	}
	if typed("levels") {
		d.Levels, err = levels(f.levels)
	}
	return d, err
}

func levels(typed string) ([]int, error) {
	list := []int{}
	for _, word := range strings.Split(typed, ",") {
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(word), "%"))
		if err != nil {
			return nil, usage("--levels takes whole percents of the limit, as in --levels 50,80,100")
		}
		list = append(list, n)
	}
	return list, nil
}

func (t *terminal) budgetAdd() *cobra.Command {
	flags := &budgetFlags{}
	of := ""
	cmd := &cobra.Command{
		Use: "add --for WHAT --limit LIMIT", Short: "Set a limit for everything, a service, an account, a project or a tag",
		Long: "Set a limit. WHAT is one of:\n\n" +
			"  everything              all accounts together\n" +
			"  service:openai          all accounts of a service\n" +
			"  account:Research        an account, by its id or label\n" +
			"  project:Bots@Research   a project of an account, by its id or name\n" +
			"  tag:Acme                what is under a tag, see: outlayctl tag\n\n" +
			"The monthly limit of an account (outlayctl account set --limit) is a budget already.",
		Example: "  outlayctl budget add --for everything --limit 500 --levels 50,80,100\n" +
			"  outlayctl budget add --for project:Bots@Research --limit 20 --every week --label 'Support bots'",
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if of == "" {
				return usage("--for is missing; say what the budget is for, as in --for everything")
			}
			if flags.limit == "" {
				return usage("--limit is missing; say what may be spent, as in --limit 200")
			}
			draft, err := flags.draft(cmd, budget.EveryMonth)
			if err != nil {
				return err
			}
			added := outlook.State{}
			err = t.withNews(ctx, func(house *backend.Backend) error {
				if err := subject(ctx, house, of, &draft); err != nil {
					return err
				}
				b, err := house.Outlook.Add(ctx, draft)
				if err != nil {
					return err
				}
				added, err = findBudget(ctx, house, b.ID)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(idOf{added.Budget.ID}, func(p *page) {
				p.say("Added the budget %s: %s.", added.Title, terms(added.Budget))
				p.say("Its id is %s. Next: outlayctl budget list", added.Budget.ID)
			})
		},
	}
	cmd.Flags().StringVar(&of, "for", "", "what the budget is for: everything, service:ID, account:ID, project:ID@ACCOUNT or tag:NAME")
	flags.add(cmd)
	return cmd
}

// idOf is the answer of a verb that adds or changes one thing.
type idOf struct {
	ID string `json:"id"`
}

// withNews opens the profile for a change that may be news at once: a new limit may be
// crossed already.
func (t *terminal) withNews(ctx context.Context, do func(*backend.Backend) error) error {
	desktop, _ := notifications(ctx) // without them, another process delivers
	return t.with(ctx, desktop, func(house *backend.Backend) error {
		if err := do(house); err != nil {
			return err
		}
		if err := house.Alerts.Evaluate(ctx); err != nil {
			return err
		}
		return house.Alerts.Deliver(ctx)
	})
}

// subject writes into a draft what --for names. A cycle starts as the account's own does
// where nothing else was typed.
func subject(ctx context.Context, house *backend.Backend, of string, draft *budget.Draft) error {
	kind, rest, named := strings.Cut(of, ":")
	draft.Scope, draft.Subject = budget.Scope(strings.ToLower(kind)), strings.TrimSpace(rest)
	if named != (draft.Scope != budget.Everything) {
		return usage("--for takes everything, service:ID, account:ID, project:ID@ACCOUNT or tag:NAME")
	}
	if draft.Scope != budget.OfAccount && draft.Scope != budget.OfProject {
		return nil
	}
	in := draft.Subject
	if draft.Scope == budget.OfProject {
		project, a, err := within(ctx, house, draft.Subject)
		if err != nil {
			return err
		}
		draft.Subject, draft.Account, in = project, a.ID, a.ID
	}
	a, err := find(ctx, house, in)
	if err != nil {
		return err
	}
	if draft.Scope == budget.OfAccount {
		draft.Subject = a.ID
	}
	if draft.StartDay == nil && draft.Every != nil && *draft.Every == budget.EveryCycle {
		draft.StartDay = &a.CycleDay
	}
	return nil
}

// findBudget returns the budget that a person means: by its id, or by its title where only
// one has it.
func findBudget(ctx context.Context, house *backend.Backend, typed string) (outlook.State, error) {
	states, err := house.Outlook.States(ctx)
	if err != nil {
		return outlook.State{}, err
	}
	var called []outlook.State
	for _, s := range states {
		if s.Budget.ID == typed {
			return s, nil
		}
		if s.Title == typed {
			called = append(called, s)
		}
	}
	switch len(called) {
	case 0:
		return outlook.State{}, fmt.Errorf("%w with this id or title; see: outlayctl budget list", budget.ErrNotFound)
	case 1:
		return called[0], nil
	}
	return outlook.State{}, usage("%d budgets have this title; name the budget by its id, see: outlayctl budget list", len(called))
}

func (t *terminal) budgetSet() *cobra.Command {
	flags := &budgetFlags{}
	cmd := &cobra.Command{
		Use: "set ID", Short: "Change a budget's limit, levels, period or label", Args: takes("ID"),
		Long:    "Change a budget. What it is for cannot be changed: remove it and add another. Past periods keep their limits.",
		Example: "  outlayctl budget set Everything --limit 600\n  outlayctl budget set Everything --levels 90,100,150",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if cmd.Flags().NFlag() == inherited(cmd) {
				return usage("say what to change; see: %s --help", cmd.CommandPath())
			}
			changed := outlook.State{}
			err := t.withNews(ctx, func(house *backend.Backend) error {
				s, err := findBudget(ctx, house, args[0])
				if err != nil {
					return err
				}
				draft, err := flags.draft(cmd, s.Budget.Every)
				if err != nil {
					return err
				}
				if _, err := house.Budgets.Change(ctx, s.Budget.ID, draft); err != nil {
					return err
				}
				changed, err = findBudget(ctx, house, s.Budget.ID)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(idOf{changed.Budget.ID}, func(p *page) {
				p.say("Changed the budget %s: %s.", changed.Title, terms(changed.Budget))
			})
		},
	}
	flags.add(cmd)
	return cmd
}

// terms says what a budget allows: "$200.00 a month, news at 80 % and 100 %".
func terms(b budget.Budget) string {
	every := map[budget.Every]string{
		budget.EveryMonth: "a calendar month", budget.EveryWeek: "a week from Monday", budget.EveryDay: "a day",
		budget.EveryCycle: fmt.Sprintf("a cycle from day %d of the month", b.StartDay),
	}
	words := make([]string, len(b.Levels))
	for i, level := range b.Levels {
		words[i] = fmt.Sprintf("%d %%", level)
	}
	news := strings.Join(words, ", ")
	if last := len(words) - 1; last > 0 {
		news = strings.Join(words[:last], ", ") + " and " + words[last]
	}
	return fmt.Sprintf("%s %s, news at %s", b.Limit.Display(), every[b.Every], news)
}

func (t *terminal) budgetRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Forget a budget and its history; what was spent stays", Args: takes("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			removed := outlook.State{}
			err := t.with(ctx, nil, func(house *backend.Backend) (err error) {
				if removed, err = findBudget(ctx, house, args[0]); err != nil {
					return err
				}
				return house.Budgets.Remove(ctx, removed.Budget.ID)
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				ID      string `json:"id"`
				Removed bool   `json:"removed"`
			}{removed.Budget.ID, true}, func(p *page) {
				if removed.Budget.First() {
					p.say("Removed the budget %s: the account has no monthly limit any more.", removed.Title)
					return
				}
				p.say("Removed the budget %s.", removed.Title)
			})
		},
	}
}
