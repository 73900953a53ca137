import { Button, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCommand, IconPower } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ComponentType, type ReactNode, useState } from 'react';
import { backend } from '../api/backend';
import { mostUnread, queries } from '../api/queries';
import { formatAgo } from '../format/days';
import { useNow } from '../ui/use-now';
import { t } from '../words';
import { paletteKeys } from './keys';
import { Keys } from './keys-dialog';
import { nameOf, type ScreenId, screens } from './screens';

const narrowWindow = '(max-width: 62.5em)'; // as in shell.css, where an @media needs the number too

interface Props {
  screen: ScreenId;
  go: (to: ScreenId) => void;
  openPalette: () => void;
  /** Which command is being run, "" for none. */
  doing: string;
  /** Whether keys without Ctrl do something. */
  single: boolean;
}

/** Where you are and can go. In a narrow window it is icons, with their names for who points or listens. */
export function Sidebar({ screen, go, openPalette, doing, single }: Props) {
  const unread = useUnread();
  return (
    <nav className="sidebar" aria-label={t('app.main')}>
      <p className="brand">Outlay</p>
      <Item name={t('app.find')} spoken={t('app.findCommand')} icon={IconCommand} press={openPalette} extra={<Keys keys={paletteKeys.words} />} shortcut={paletteKeys.aria} />
      {screens.map(({ id, icon, key }) => {
        const name = nameOf(id);
        const count = id === 'alerts' ? unread : '';
        return (
          <Item
            key={id}
            name={name}
            spoken={count ? t('app.unread', { name, n: count }) : undefined}
            description={single ? t('app.keysAre', { key: key.toUpperCase() }) : undefined}
            icon={icon}
            current={id === screen}
            press={() => go(id)}
            extra={count && <span className="nav-count">{count}</span>}
          />
        );
      })}
      <div className="sidebar-foot">
        <SyncLine doing={doing} />
        <Item name={t('app.commands.quit.name')} icon={IconPower} small press={() => void backend.quit()} />
      </div>
    </nav>
  );
}

interface ItemProps {
  name: string;
  icon: ComponentType<{ className?: string; 'aria-hidden'?: boolean }>;
  press: () => void;
  spoken?: string;
  description?: string;
  shortcut?: string;
  current?: boolean;
  small?: boolean;
  extra?: ReactNode;
}

function Item({ name, icon: Icon, press, spoken, description, shortcut, current, small, extra }: ItemProps) {
  const narrow = useMediaQuery(narrowWindow, false, { getInitialValueInEffect: false });
  return (
    <Tooltip label={name} position="right" disabled={!narrow} events={{ hover: true, focus: true, touch: false }} transitionProps={{ duration: 0 }}>
      <Button
        variant={current ? 'light' : 'subtle'}
        size={small ? 'xs' : undefined}
        justify="start"
        fullWidth
        classNames={{ root: 'nav-item', label: 'nav-name', section: 'nav-section' }}
        leftSection={<Icon className="nav-icon" aria-hidden />}
        rightSection={extra}
        aria-label={spoken ?? name}
        aria-description={description}
        aria-keyshortcuts={shortcut}
        aria-current={current ? 'page' : undefined}
        onClick={press}
      >
        {name}
      </Button>
    </Tooltip>
  );
}

/** How many alerts nobody has read, "" for none or where it is not known. */
function useUnread(): string {
  const count = useQuery(queries.unread).data?.length ?? 0;
  return count >= mostUnread ? `${mostUnread - 1}+` : count > 0 ? String(count) : '';
}

/** What is going on, and for who listens only its beginning and its end: not each minute. */
function SyncLine({ doing }: { doing: string }) {
  const now = useNow();
  const state = useQuery(queries.sync).data;
  const last = useQuery(queries.overview).data?.last_synced;
  const running = state?.running ?? false;
  const [ran, setRan] = useState(false);
  if (running && !ran) setRan(true);
  const sync = running ? t('app.sync.running') : state?.paused ? t('app.sync.paused') : last ? t('app.sync.last', { ago: formatAgo(last, now) }) : '';
  return (
    <>
      <p className="quiet sync-line">{doing ? `${doing} …` : sync}</p>
      <p role="status" aria-label={t('app.sync.label')} className="spoken-only">
        {doing ? `${doing} …` : running ? t('app.sync.running') : ran ? t('app.sync.done') : ''}
      </p>
    </>
  );
}
