import type { bind } from '../../api/backend';
import { Notice } from '../../ui/notice';

/** What a key looks like, before anything is stored. */
export function KeyVerdict({ verdict }: { verdict: bind.Verdict }) {
  return <Notice tone={verdict.ok ? 'info' : 'near'}>{verdict.text}</Notice>;
}
