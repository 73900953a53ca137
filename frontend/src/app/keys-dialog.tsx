import { Switch } from '@mantine/core';
import type { Command } from '../ui/commands';
import { Dialog } from '../ui/dialog';
import { t } from '../words';
import { paletteKeys } from './keys';
import './keys.css';

interface Props {
  commands: Command[];
  single: boolean;
  setSingle: (on: boolean) => void;
  close: () => void;
}

/** What the keyboard can do, and the switch for keys without Ctrl: who speaks to the window may not want them. */
export function KeysDialog({ commands, single, setSingle, close }: Props) {
  return (
    <Dialog title={t('app.keys.title')} close={close}>
      <div className="stack">
        <dl className="keys-list" aria-label={t('app.keys.list')}>
          <div>
            <dt>
              <Keys keys={paletteKeys.words} />
            </dt>
            <dd>{t('app.keys.any')}</dd>
          </div>
          {commands.map(
            ({ id, keys, name }) =>
              keys && (
                <div key={id}>
                  <dt>
                    <Keys keys={keys} />
                  </dt>
                  <dd>{name}</dd>
                </div>
              ),
          )}
        </dl>
        <Switch label={t('app.keys.single')} description={t('app.keys.singleMeans')} checked={single} onChange={(e) => setSingle(e.currentTarget.checked)} />
      </div>
    </Dialog>
  );
}

/** Keys to press one after the other, as they are printed on a keyboard. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="keys">
      {keys.split(' ').map((key, i) => (
        <kbd key={i}>{key.length === 1 ? key.toUpperCase() : key}</kbd>
      ))}
    </span>
  );
}
