import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCirclePause, IconEyeOff, IconOctagon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { asLevel, levelWords, stateWords } from '../format/words';
import './badge.css';

type Tone = 'quiet' | 'calm' | 'near' | 'reached';

/** A word with a shape and a tone. */
export function Badge({ tone, icon, children }: { tone: Tone; icon: ReactNode; children: ReactNode }) {
  return (
    <span className="badge" data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}

/** How near a limit is, in a word and a shape: colour is never alone. `words` take the place of the usual ones. */
export function LevelBadge({ level: text, words }: { level: string; words?: string }) {
  const level = asLevel(text);
  const icons = {
    unlimited: <IconCircleDashed aria-hidden />,
    calm: <IconCircleCheck aria-hidden />,
    near: <IconAlertTriangle aria-hidden />,
    reached: <IconOctagon aria-hidden />,
  };
  return (
    <Badge tone={level === 'unlimited' ? 'quiet' : level} icon={icons[level]}>
      {words ?? levelWords[level]}
    </Badge>
  );
}

/** How reading an account goes. */
export function StateBadge({ state }: { state: string }) {
  const words = stateWords[state] ?? state;
  if (state === 'ok') return <Badge tone="calm" icon={<IconCircleCheck aria-hidden />}>{words}</Badge>;
  if (state === 'paused') return <Badge tone="quiet" icon={<IconCirclePause aria-hidden />}>{words}</Badge>;
  if (state === 'never_synced') return <Badge tone="quiet" icon={<IconCircleDashed aria-hidden />}>{words}</Badge>;
  if (state === 'not_published' || state === 'not_yet') return <Badge tone="quiet" icon={<IconEyeOff aria-hidden />}>{words}</Badge>;
  const tone = state === 'key_refused' || state === 'scope_missing' ? 'reached' : 'near';
  return <Badge tone={tone} icon={<IconAlertTriangle aria-hidden />}>{words}</Badge>;
}
