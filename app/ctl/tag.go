package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"outlay/backend"
	"outlay/backend/account"
	"outlay/backend/budget"
	"outlay/backend/ledger"
	"outlay/backend/tag"
)

func (t *terminal) tag() *cobra.Command {
	group := &cobra.Command{
		Use: "tag", Short: "Put accounts, projects and keys that belong together under one name",
		Args: noSuchVerb, RunE: needsVerb,
	}
	group.AddCommand(t.tagList(), t.tagSet(), t.tagRemove())
	return group
}

// tagPart is a part of a tag as scripts see it.
type tagPart struct {
	Part    string `json:"part"`    // as --add and --remove take it, by ids
	Account string `json:"account"` // its label
	Name    string `json:"name"`    // of the project or key; "" for a whole account
}

type taggedParts struct {
	Name  string    `json:"name"`
	Parts []tagPart `json:"parts"`
}

func (t *terminal) tagList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the tags and what is under them", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer := struct {
				Tags []taggedParts `json:"tags"`
			}{}
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				answer.Tags, err = tags(cmd.Context(), house)
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) { p.tags(answer.Tags) })
		},
	}
}

func tags(ctx context.Context, house *backend.Backend) ([]taggedParts, error) {
	list, err := house.Tags.List(ctx)
	if err != nil {
		return nil, err
	}
	names, err := house.Ledger.Names(ctx)
	if err != nil {
		return nil, err
	}
	all, err := house.Accounts.All(ctx)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	for _, a := range all {
		labels[a.ID] = a.Label
	}
	answer := []taggedParts{}
	for _, l := range list {
		parts := []tagPart{}
		for _, part := range l.Parts {
			parts = append(parts, tagPart{specOf(part), labels[part.Account], nameOf(names[part.Account], part)})
		}
		answer = append(answer, taggedParts{l.Name, parts})
	}
	return answer, nil
}

// nameOf returns what people call a project or key, or its id.
func nameOf(names []ledger.Name, part ledger.Part) string {
	for _, n := range names {
		if n.Kind == string(part.Of) && n.ID == part.Key {
			return n.Name
		}
	}
	return part.Key
}

// specOf writes a part as it is typed.
func specOf(p ledger.Part) string {
	if p.Of == ledger.ByAccount {
		return "account:" + p.Account
	}
	return string(p.Of) + ":" + p.Key + "@" + p.Account
}

func (p *page) tags(list []taggedParts) {
	if len(list) == 0 {
		p.say("There is no tag yet. Next: outlayctl tag set NAME --add account:LABEL")
		return
	}
	rows := [][]string{{"TAG", "ACCOUNT", "PROJECT OR KEY", "PART"}}
	for _, l := range list {
		for _, part := range l.Parts {
			name := part.Name
			if name == "" {
				name = "all of it"
			}
			rows = append(rows, []string{l.Name, part.Account, name, part.Part})
		}
	}
	p.table(rows)
}

func (t *terminal) tagSet() *cobra.Command {
	var add, remove []string
	cmd := &cobra.Command{
		Use: "set NAME", Short: "Put something under a tag, or take it away; the tag is made where there is none", Args: takes("NAME"),
		Long: "Put something under a tag, or take it away. A part is account:ID, project:ID@ACCOUNT or key:ID@ACCOUNT;\n" +
			"account, project and key may be named by label or name where only one has it. What is under\n" +
			"a tag twice is counted once.",
		Example: "  outlayctl tag set Acme --add account:Research --add project:Bots@Product\n" +
			"  outlayctl tag set Acme --remove account:Research",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if len(add)+len(remove) == 0 {
				return usage("say what to --add or to --remove; see: %s --help", cmd.CommandPath())
			}
			name := strings.Join(strings.Fields(args[0]), " ")
			answer := taggedParts{name, []tagPart{}}
			err := t.withNews(ctx, func(house *backend.Backend) error {
				parts, err := changedParts(ctx, house, name, add, remove)
				if err != nil {
					return err
				}
				if err := house.Tags.Put(ctx, name, parts); err != nil {
					return err
				}
				list, err := tags(ctx, house)
				if i := slices.IndexFunc(list, func(l taggedParts) bool { return l.Name == name }); i >= 0 {
					answer = list[i]
				}
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) {
				if len(answer.Parts) == 0 {
					p.say("Nothing is under the tag any more, so it is gone.")
					return
				}
				p.tags([]taggedParts{answer})
			})
		},
	}
	cmd.Flags().StringArrayVar(&add, "add", nil, "account:ID, project:ID@ACCOUNT or key:ID@ACCOUNT; may be repeated")
	cmd.Flags().StringArrayVar(&remove, "remove", nil, "the same, to be taken away; may be repeated")
	return cmd
}

func changedParts(ctx context.Context, house *backend.Backend, name string, add, remove []string) ([]ledger.Part, error) {
	parts, _, err := partsOf(ctx, house, name)
	if err != nil {
		return nil, err
	}
	for _, typed := range remove {
		// As listed first: what is gone at the vendor cannot be asked for by name.
		i := slices.IndexFunc(parts, func(p ledger.Part) bool { return specOf(p) == typed })
		if i < 0 {
			part, err := partNamed(ctx, house, typed)
			if err != nil {
				return nil, err
			}
			if i = slices.Index(parts, part); i < 0 {
				return nil, usage("this is not under the tag; see: outlayctl tag list")
			}
		}
		parts = slices.Delete(parts, i, i+1)
	}
	for _, typed := range add {
		part, err := partNamed(ctx, house, typed)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return parts, nil
}

func partsOf(ctx context.Context, house *backend.Backend, name string) (parts []ledger.Part, found bool, err error) {
	list, err := house.Tags.List(ctx)
	if err != nil {
		return nil, false, err
	}
	i := slices.IndexFunc(list, func(l tag.Tag) bool { return l.Name == name })
	if i < 0 {
		return nil, false, nil
	}
	return list[i].Parts, true, nil
}

// partNamed returns the part of the book that a person typed.
func partNamed(ctx context.Context, house *backend.Backend, typed string) (ledger.Part, error) {
	kind, rest, ok := strings.Cut(typed, ":")
	of := ledger.Dimension(strings.ToLower(kind))
	if !ok || !slices.Contains([]ledger.Dimension{ledger.ByAccount, ledger.ByProject, ledger.ByKey}, of) {
		return ledger.Part{}, usage("a part is account:ID, project:ID@ACCOUNT or key:ID@ACCOUNT")
	}
	if of == ledger.ByAccount {
		a, err := find(ctx, house, strings.TrimSpace(rest))
		return ledger.Part{Account: a.ID, Of: of}, err
	}
	key, a, err := within(ctx, house, rest)
	if err != nil {
		return ledger.Part{}, err
	}
	return house.Outlook.Part(ctx, a.ID, of, key)
}

// within reads ID@ACCOUNT. Labels and ids may have an @ of their own: the one that an
// account stands behind is meant.
func within(ctx context.Context, house *backend.Backend, typed string) (id string, a account.Account, err error) {
	err = usage("write a project or key with its account, as in project:ID@ACCOUNT")
	found := 0
	for at, r := range typed {
		if r != '@' || strings.TrimSpace(typed[:at]) == "" {
			continue
		}
		one, findErr := find(ctx, house, strings.TrimSpace(typed[at+1:]))
		if findErr != nil {
			err = findErr
			continue
		}
		id, a, found = strings.TrimSpace(typed[:at]), one, found+1
	}
	switch found {
	case 0:
		return "", account.Account{}, err
	case 1:
		return id, a, nil
	}
	return "", account.Account{}, usage("an account stands behind more than one @; name the account by its id, see: outlayctl account list")
}

func (t *terminal) tagRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Forget a tag; what is under it stays", Args: takes("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			name := strings.Join(strings.Fields(args[0]), " ")
			left := []string{}
			err := t.with(ctx, nil, func(house *backend.Backend) error {
				if _, found, err := partsOf(ctx, house, name); err != nil || !found {
					return orNoSuchTag(err)
				}
				if err := house.Tags.Put(ctx, name, nil); err != nil {
					return err
				}
				budgets, err := house.Budgets.List(ctx)
				for _, b := range budgets {
					if b.Scope == budget.OfTag && b.Subject == name {
						left = append(left, b.ID)
					}
				}
				return err
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				Name    string   `json:"name"`
				Removed bool     `json:"removed"`
				Budgets []string `json:"budgets"` // ids of those that count nothing any more
			}{name, true, left}, func(p *page) {
				p.say("Removed the tag.")
				for _, id := range left {
					p.say("A budget was of it and counts nothing any more. Next: outlayctl budget remove %s", id)
				}
			})
		},
	}
}

func orNoSuchTag(err error) error {
	if err != nil {
		return err
	}
	return failure{exitFailed, "not_found", "There is no such tag; see: outlayctl tag list."}
}
