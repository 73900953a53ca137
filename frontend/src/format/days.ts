import { t } from '../words';
import { perLocale } from '../words/per-locale';

const written = (how: Intl.DateTimeFormatOptions) => perLocale((locale) => new Intl.DateTimeFormat(locale, how));

const day = written({ day: 'numeric', month: 'short', timeZone: 'UTC' });
const date = written({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const month = written({ month: 'long', year: 'numeric', timeZone: 'UTC' });
const weekday = written({ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const moment = written({ dateStyle: 'medium', timeStyle: 'short' });
const ago = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' }));

/** A UTC day, "2026-11-19", as "Nov 19". */
export function formatDay(text: string): string {
  return day().format(new Date(`${text}T00:00:00Z`));
}

/** A UTC day with its year, "Nov 19, 2026". */
export function formatDate(text: string): string {
  return date().format(new Date(`${text}T00:00:00Z`));
}

/** A UTC day with its weekday, "Thu, Nov 19". */
export function formatWeekday(text: string): string {
  return weekday().format(new Date(`${text}T00:00:00Z`));
}

/** The month of a UTC day, "November 2026". */
export function formatMonth(text: string): string {
  return month().format(new Date(`${text}T00:00:00Z`));
}

/** The last day inside a half-open span's end. */
export function lastDay(end: string): string {
  const t = new Date(`${end}T00:00:00Z`);
  t.setUTCDate(t.getUTCDate() - 1);
  return t.toISOString().slice(0, 10);
}

/** A moment, in the user's own time zone. */
export function formatMoment(text: string): string {
  return moment().format(new Date(text));
}

/** How long ago a moment was, "4 min. ago". */
export function formatAgo(text: string, now: Date): string {
  const seconds = Math.round((now.getTime() - new Date(text).getTime()) / 1000);
  if (seconds < 60) return t('format.justNow');
  if (seconds < 3600) return ago().format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 48 * 3600) return ago().format(-Math.floor(seconds / 3600), 'hour');
  return ago().format(-Math.floor(seconds / 86400), 'day');
}
