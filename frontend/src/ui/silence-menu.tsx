import { Button, Menu } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { t } from '../words';
import './silence-menu.css';
import './small-icon.css';

/** What can be silenced, and until when besides a day and a week. */
export interface Silenceable {
  /** What it is called in the menu: "All its alerts". */
  words: string;
  subject: string;
  kind: string;
}

interface Props {
  /** Whose alerts, for those who do not see where the button stands. */
  label: string;
  groups: Silenceable[];
  /** The first moment after the period, where there is one. */
  periodEnd?: string;
  silence: (what: Silenceable, until: string | null) => void;
}

const day = 86_400_000; // milliseconds

function later(days: number): string {
  return new Date(Date.now() + days * day).toISOString();
}

/** Snoozes alerts for some time, or mutes them for good. */
export function SilenceMenu({ label, groups, periodEnd, silence }: Props) {
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }} withInitialFocusPlaceholder={false} returnFocus>
      <Menu.Target>
        <Button size="xs" variant="default" aria-label={t('ui.silence.of', { label })} leftSection={<IconBellOff className="small-icon" aria-hidden />}>
          {t('ui.silence.snooze')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="silence-menu">
        {groups.map((group) => (
          <div key={`${group.subject} ${group.kind}`} role="group" aria-label={group.words}>
            <Menu.Label aria-hidden>{group.words}</Menu.Label>
            <Menu.Item onClick={() => silence(group, later(1))}>{t('ui.silence.day')}</Menu.Item>
            <Menu.Item onClick={() => silence(group, later(7))}>{t('ui.silence.week')}</Menu.Item>
            {periodEnd && <Menu.Item onClick={() => silence(group, periodEnd)}>{t('ui.silence.period')}</Menu.Item>}
            <Menu.Item onClick={() => silence(group, null)}>{t('ui.silence.mute')}</Menu.Item>
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
