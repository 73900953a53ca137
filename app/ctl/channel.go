package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"outlay/backend"
	"outlay/backend/channel"
	"outlay/backend/notify/email"
	"outlay/backend/notify/webhook"
)

func (t *terminal) channel() *cobra.Command {
	group := &cobra.Command{
		Use: "channel", Short: "Say where alerts are sent: notifications, e-mail, webhooks",
		Args: noSuchVerb, RunE: needsVerb,
	}
	add := &cobra.Command{Use: "add", Short: "Set up an e-mail channel or a webhook", Args: noSuchVerb, RunE: needsVerb}
	add.AddCommand(t.channelAddEmail(), t.channelAddWebhook())
	group.AddCommand(t.channelList(), add, t.channelSet(), t.channelTest(), t.channelRemove())
	return group
}

func (t *terminal) channelList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List where alerts are sent", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer := struct {
				Channels []channel.Channel `json:"channels"`
			}{}
			err := t.with(cmd.Context(), nil, func(house *backend.Backend) (err error) {
				answer.Channels, err = house.Channels.List(cmd.Context())
				return err
			})
			if err != nil {
				return err
			}
			return t.print(answer, func(p *page) { p.channels(answer.Channels) })
		},
	}
}

func (p *page) channels(list []channel.Channel) {
	rows := [][]string{{"ID", "CHANNEL", "TO", "STATE"}}
	for _, c := range list {
		state := "on"
		if !c.On {
			state = "off"
		}
		if c.Problem != "" {
			state = c.Problem
		}
		rows = append(rows, []string{c.ID, c.Label, c.Address, state})
	}
	p.table(rows)
}

func (t *terminal) channelAddEmail() *cobra.Command {
	var c email.Config
	var label string
	cmd := &cobra.Command{
		Use: "email", Short: "Send alerts by mail", Args: takes(),
		Long: "Send alerts by mail. The password is read from standard input, or asked for; an empty line is none.\n" +
			"Gmail, Outlook and Fastmail want an app password, not the one that you log in with.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			password, err := t.readSecret(cmd.Context(), "password")
			if err != nil {
				return err
			}
			return t.channelSave(cmd, func(ctx context.Context, house *backend.Backend) (channel.Saved, error) {
				return house.Channels.Add(ctx, channel.Draft{Kind: channel.Email, Label: typed(cmd, "label", &label), Email: &c, Password: &password})
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&c.Host, "host", "", "mail server, smtp.example.org")
	flags.IntVar(&c.Port, "port", 0, "its port (default: 587, or 465 with --security tls)")
	flags.StringVar(&c.Security, "security", "", "starttls, tls, or none on this machine alone (default: starttls)")
	flags.StringVar(&c.Username, "username", "", "who logs in; none where the server wants no login")
	flags.StringVar(&c.Auth, "auth", "", "auto, plain, login, xoauth2 or none (default: auto)")
	flags.StringVar(&c.From, "from", "", "who sends, me@example.org")
	flags.StringSliceVar(&c.To, "to", nil, "who gets it; may be given several times")
	flags.StringVar(&label, "label", "", "what the channel is called")
	return cmd
}

func (t *terminal) channelAddWebhook() *cobra.Command {
	var c webhook.Config
	var label string
	cmd := &cobra.Command{
		Use: "webhook", Short: "Send alerts to a webhook, Slack, Discord, Teams, ntfy or Telegram", Args: takes(),
		Long: "Send alerts to a webhook. Its address is read from standard input, or asked for: it is a secret. Of Telegram\n" +
			"the bot's token is read in its place; of ntfy an access token on a second line, empty for an open topic.\n" +
			"A standard webhook is signed (standardwebhooks.com); its signing secret is shown once.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			draft, err := t.webhookSecrets(cmd.Context(), c.Shape)
			if err != nil {
				return err
			}
			draft.Kind, draft.Label, draft.Webhook = channel.Webhook, typed(cmd, "label", &label), &c
			return t.channelSave(cmd, func(ctx context.Context, house *backend.Backend) (channel.Saved, error) {
				return house.Channels.Add(ctx, draft)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&c.Shape, "shape", webhook.Standard, "standard, slack, discord, teams, ntfy or telegram")
	flags.StringVar(&c.ChatID, "chat-id", "", "of telegram: a number, or @name of a channel")
	flags.StringVar(&label, "label", "", "what the channel is called")
	return cmd
}

// webhookSecrets reads what a shape has of secrets, a line each.
func (t *terminal) webhookSecrets(ctx context.Context, shape string) (channel.Draft, error) {
	if shape == webhook.Telegram {
		token, err := t.readSecret(ctx, "token of the bot")
		return channel.Draft{Token: &token}, err
	}
	if file, ok := t.in.(*os.File); !ok || !term.IsTerminal(int(file.Fd())) {
		t.in = lines{t.in}
	}
	address, err := t.readSecret(ctx, "address")
	if err != nil || shape != webhook.Ntfy || strings.TrimSpace(address) == "" {
		return channel.Draft{URL: &address}, err
	}
	if first, token, both := strings.Cut(strings.TrimSpace(address), " "); both {
		return channel.Draft{URL: &first, Token: &token}, nil
	}
	token, err := t.readSecret(ctx, "access token, empty for an open topic")
	if token == "" {
		t.secret = strings.TrimSpace(address) // it is what no error may show
	}
	return channel.Draft{URL: &address, Token: &token}, err
}

// lines is read a byte at a time, so that whoever reads a line leaves the next one where it is.
type lines struct{ io.Reader }

func (l lines) Read(p []byte) (int, error) { return l.Reader.Read(p[:min(len(p), 1)]) }

// typed returns a flag's value where it was given.
func typed(cmd *cobra.Command, flag string, value *string) *string {
	if !cmd.Flags().Changed(flag) {
		return nil
	}
	return value
}

// channelSave writes a channel and says what it is now.
func (t *terminal) channelSave(cmd *cobra.Command, save func(context.Context, *backend.Backend) (channel.Saved, error)) error {
	var saved channel.Saved
	err := t.with(cmd.Context(), nil, func(house *backend.Backend) error {
		if err := t.unlock(cmd.Context(), house); err != nil {
			return err
		}
		var err error
		saved, err = save(cmd.Context(), house)
		return err
	})
	if err != nil {
		return err
	}
	return t.print(saved, func(p *page) {
		p.channels([]channel.Channel{saved.Channel})
		if saved.Signing != "" {
			p.say("Its signing secret, shown this once: %s", saved.Signing)
		}
		if saved.Channel.On {
			p.say("Next: outlayctl channel test %s", saved.Channel.ID)
		}
	})
}

func (t *terminal) channelSet() *cobra.Command {
	var on, off bool
	var label string
	cmd := &cobra.Command{
		Use: "set ID", Short: "Switch a channel on or off, or call it otherwise", Args: takes("channel"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if on == off && !cmd.Flags().Changed("label") {
				return usage("say what to change: --on, --off or --label")
			}
			if on && off {
				return usage("--on and --off are two things")
			}
			draft := channel.Draft{Label: typed(cmd, "label", &label)}
			if on || off {
				draft.On = &on
			}
			return t.channelSave(cmd, func(ctx context.Context, house *backend.Backend) (channel.Saved, error) {
				return house.Channels.Change(ctx, args[0], draft)
			})
		},
	}
	cmd.Flags().BoolVar(&on, "on", false, "send alerts there")
	cmd.Flags().BoolVar(&off, "off", false, "send none")
	cmd.Flags().StringVar(&label, "label", "", "what the channel is called")
	return cmd
}

func (t *terminal) channelTest() *cobra.Command {
	return &cobra.Command{
		Use: "test ID", Short: "Send a test message now", Args: takes("channel"),
		RunE: func(cmd *cobra.Command, args []string) error {
			desktop, _ := notifications(cmd.Context()) // without one, the error says so
			err := t.with(cmd.Context(), desktop, func(house *backend.Backend) error {
				if err := t.unlock(cmd.Context(), house); err != nil {
					return err
				}
				return house.Alerts.Test(cmd.Context(), args[0])
			})
			if err != nil {
				return err
			}
			return t.print(struct {
				Sent string `json:"sent"`
			}{args[0]}, func(p *page) { p.say("Sent. Look whether it arrived.") })
		},
	}
}

func (t *terminal) channelRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Forget a channel and its secrets", Args: takes("channel"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := t.with(cmd.Context(), nil, func(house *backend.Backend) error { return house.Channels.Remove(cmd.Context(), args[0]) }); err != nil {
				return err
			}
			return t.print(struct {
				Removed string `json:"removed"`
			}{args[0]}, func(p *page) { p.say("%s", fmt.Sprintf("Removed %s, and what was secret of it.", args[0])) })
		},
	}
}
