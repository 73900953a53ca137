/** Mail services whose server is known, and what they want for a password. */
export interface Mailer {
  name: string;
  host: string;
  port: number;
  security: string;
  auth: string;
  hint: string;
}

// Sources: fastmail.com/help/technical/servernamesandports.html; Outlook.com: the vendor's answer at
// learn.microsoft.com/en-us/answers/questions/5837174; Gmail: codeopx.com/email/guides/gmail, no page of
// the vendor's own. All read 2026-11-23.
export const mailers: Mailer[] = [
  {
    name: 'Gmail',
    host: 'smtp.gmail.com',
    port: 587,
    security: 'starttls',
    auth: 'auto',
    hint: 'Gmail wants an app password, not the one you log in with: switch on 2-Step Verification, then make one under myaccount.google.com/apppasswords.',
  },
  {
    name: 'Outlook',
    host: 'smtp-mail.outlook.com',
    port: 587,
    security: 'starttls',
    auth: 'auto',
    hint: 'Outlook.com wants an access token (XOAUTH2), which you choose below. An app password works only where Microsoft still gives you one, under account.microsoft.com, Security.',
  },
  {
    name: 'Fastmail',
    host: 'smtp.fastmail.com',
    port: 465,
    security: 'tls',
    auth: 'auto',
    hint: 'Fastmail wants an app password: make one under Settings, Privacy & Security.',
  },
];

/** The port that goes with a way to be safe. */
export const usualPorts: Record<string, number> = { starttls: 587, tls: 465, none: 25 };
