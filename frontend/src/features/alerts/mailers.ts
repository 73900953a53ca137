import { t } from '../../words';

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
export const mailers = (): Mailer[] => [
  { name: 'Gmail', host: 'smtp.gmail.com', port: 587, security: 'starttls', auth: 'auto', hint: t('alerts.email.gmail') },
  { name: 'Outlook', host: 'smtp-mail.outlook.com', port: 587, security: 'starttls', auth: 'auto', hint: t('alerts.email.outlook') },
  { name: 'Fastmail', host: 'smtp.fastmail.com', port: 465, security: 'tls', auth: 'auto', hint: t('alerts.email.fastmail') },
];

/** The port that goes with a way to be safe. */
export const usualPorts: Record<string, number> = { starttls: 587, tls: 465, none: 25 };
