import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { toCSV } from '../format/csv';
import '../ui/small-icon.css';
import { t } from '../words';
import './save-menu.css';

/** How a chart leaves the window. Each answers with the path, "" where the user cancelled, or rejects with a sentence. */
export interface SaveWays {
  picture: (name: string, png: string) => Promise<string>;
  table: (name: string, csv: string) => Promise<string>;
  copy: (text: string) => Promise<void>;
}

/** What of a chart can be kept: its figures, exact to the last digit, and the name of its files. */
export interface Saving {
  name: string;
  /** Which days, what they cost in all and what that lacks: it stands in the picture. */
  about: string;
  sheet: () => string[][];
  ways: SaveWays;
}

/** Keeps a chart as a picture or as a table. `picture` draws it, as a PNG in base64. */
export function SaveMenu({ title, saving, picture }: { title: string; saving: Saving; picture?: () => string }) {
  const [said, setSaid] = useState('');
  const { name, sheet, ways } = saving;
  const run = (work: Promise<string>) => {
    setSaid('');
    work.then(setSaid, (reason: unknown) => setSaid(reason instanceof Error ? reason.message : String(reason)));
  };
  const kept = async (path: Promise<string>) => {
    const saved = await path;
    return saved && t('charts.save.done', { path: saved });
  };
  const copied = async () => {
    await ways.copy(toCSV(sheet()));
    return t('ui.copied');
  };
  return (
    <div className="row save-menu-row">
      <span role="status" className="quiet save-menu-said">
        {said}
      </span>
      <Menu position="bottom-end" transitionProps={{ duration: 0 }} withInitialFocusPlaceholder={false} returnFocus>
        <Menu.Target>
          <Button size="xs" variant="default" aria-label={t('charts.save.of', { title })} leftSection={<IconDownload className="small-icon" aria-hidden />}>
            {t('charts.save.verb')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className="save-menu">
          {picture && <Menu.Item onClick={() => run(kept(ways.picture(`${name}.png`, picture())))}>{t('charts.save.picture')}</Menu.Item>}
          <Menu.Item onClick={() => run(kept(ways.table(`${name}.csv`, toCSV(sheet()))))}>{t('charts.save.table')}</Menu.Item>
          <Menu.Item onClick={() => run(copied())}>{t('charts.save.copy')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
