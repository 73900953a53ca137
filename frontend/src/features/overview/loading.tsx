import { Skeleton } from '@mantine/core';
import { t } from '../../words';
import './overview.css';

/** The first screen before anything is known of it: each part in its place, as large as it will be. */
export function OverviewLoading() {
  return (
    <div className="stack" aria-busy="true" aria-label={t('overview.loading')}>
      <div className="row apart">
        <Skeleton height="var(--size-title)" width="var(--service)" />
        <Skeleton height="var(--icon-large)" width="var(--card)" />
      </div>
      <div className="headline">
        <div className="headline-total">
          <Skeleton height="var(--size-normal)" width="var(--service)" />
          <Skeleton height="var(--size-headline)" width="var(--column)" maw="100%" />
          <Skeleton height="var(--bar)" />
          <Skeleton height="var(--size-normal)" width="80%" />
        </div>
        <div className="headline-facts">
          {[1, 2, 3, 4].map((n) => (
            <Skeleton key={n} height="var(--space-5)" />
          ))}
        </div>
      </div>
      <div className="overview-charts">
        <PanelLoading title={t('overview.days.title')} />
        <PanelLoading title={t('overview.loading')} />
      </div>
    </div>
  );
}

/** A panel whose answer is under way. */
export function PanelLoading({ title }: { title: string }) {
  return (
    <div className="panel" aria-busy="true" aria-label={title} role="group">
      <Skeleton height="var(--space-5)" width="var(--service)" />
      <Skeleton height="var(--chart)" />
    </div>
  );
}
