import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../words';
import { AlertList } from './alert-list';
import { Channels } from './channels';
import { Silences } from './silences';
import './alerts.css';

interface Props {
  /** "channels", or the id of an alert that was asked for; "" for none in particular. */
  chosen: string;
  sample: boolean;
  goToBudget: (id: string) => void;
}

/** The news, what became of it, and where it is sent. */
export function AlertsScreen({ chosen, sample, goToBudget }: Props) {
  const [tab, setTab] = useState(chosen === 'channels' ? 'channels' : 'alerts');
  const showChannels = () => setTab('channels');
  return (
    <div className="stack">
      <h1>{t('alerts.title')}</h1>
      <Tabs value={tab} onChange={(to) => to && setTab(to)} keepMounted={false}>
        <Tabs.List aria-label={t('alerts.tabs')}>
          <Tabs.Tab value="alerts">{t('alerts.news')}</Tabs.Tab>
          <Tabs.Tab value="channels">{t('alerts.channels.title')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="alerts" className="alerts-panel">
          <AlertList chosen={chosen === 'channels' ? '' : chosen} goToBudget={goToBudget} showChannels={showChannels} />
          <Silences />
        </Tabs.Panel>
        <Tabs.Panel value="channels" className="alerts-panel">
          <Channels sample={sample} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
