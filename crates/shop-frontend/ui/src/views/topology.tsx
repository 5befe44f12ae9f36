import { useState } from 'react';
import { Failure } from '../components/failure';
import { LineSkeletons, Waiting } from '../components/waiting';
import { useSpeech } from '../i18n/language';
import { useTitle } from '../lib/announce';
import { Diagram } from '../topology/diagram';
import type { Node } from '../topology/health';
import { ServiceTable } from '../topology/service-table';
import { useStoreName } from '../topology/store-name';
import { useTopology } from '../topology/use-topology';

/** The services behind the shop: which run, which version, which replica, and what does not answer. */
export function TopologyView() {
  const { t, format } = useSpeech();
  const [paused, setPaused] = useState(false);
  const { look, busy, again } = useTopology(paused);
  const summary = useSummary(look?.nodes ?? null);
  useTitle(t.topology.title);
  return (
    <div className="page">
      <div className="staff-head">
        <h1>{t.topology.title}</h1>
        <div className="actions">
          <button type="button" className="button button-quiet" onClick={() => setPaused(!paused)}>
            {paused ? t.topology.resume : t.topology.pause}
          </button>
          <button
            type="button"
            className="button button-quiet"
            aria-disabled={busy}
            onClick={() => {
              if (!busy) again();
            }}
          >
            {t.topology.now}
          </button>
        </div>
      </div>
      <p className="faint">{t.topology.intro}</p>
      {/* Read out when it changes, and only then: the time beside it would be read every few seconds. */}
      <p role="status" className={summary.well ? 'verdict verdict-ok' : 'verdict'}>
        {look === null ? '' : summary.text}
      </p>
      {look === null ? (
        <Waiting>
          <LineSkeletons count={4} />
        </Waiting>
      ) : (
        <>
          <Diagram nodes={look.nodes} summary={summary.text} />
          <ServiceTable nodes={look.nodes} />
          <p className="faint">
            {t.topology.seenAt(format.dateTime(look.at.toISOString()))}{' '}
            {paused ? t.topology.paused : t.topology.refreshes}
          </p>
          {look.error && <Failure error={look.error} quiet onRetry={again} retrying={busy} />}
        </>
      )}
    </div>
  );
}

function useSummary(nodes: Node[] | null): { text: string; well: boolean } {
  const { t } = useSpeech();
  const nameOf = useStoreName();
  if (nodes === null) return { text: '', well: true };
  const bad = nodes.flatMap(({ service, health, stores }) => [
    ...(health === 'unreachable' || health === 'unready'
      ? [`${service} (${t.topology.health[health]})`]
      : []),
    ...stores
      .filter((store) => store.health === 'unreachable')
      .map((store) => `${service} → ${nameOf(store.name)} (${t.topology.health.unreachable})`),
  ]);
  const unknown = nodes.some(({ health }) => health === 'unknown');
  if (bad.length > 0) return { text: t.topology.trouble(bad.join(', ')), well: false };
  return unknown ? { text: t.topology.partly, well: false } : { text: t.topology.well, well: true };
}
