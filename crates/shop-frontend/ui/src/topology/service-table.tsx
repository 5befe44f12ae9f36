import { useSpeech } from '../i18n/language';
import type { Node } from './health';
import { reasonIn } from './reason';
import { useStoreName } from './store-name';

/** What the picture shows, in words, with version and replica. */
export function ServiceTable({ nodes }: { nodes: Node[] }) {
  const { t } = useSpeech();
  return (
    // The roles are said although they are the elements' own: the style sheet makes cards of the rows
    // on a phone, and some browsers then forget that it is a table.
    <table role="table" className="services">
      <caption className="visually-hidden">{t.topology.table}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            {t.topology.service}
          </th>
          <th role="columnheader" scope="col">
            {t.topology.state}
          </th>
          <th role="columnheader" scope="col">
            {t.topology.version}
          </th>
          <th role="columnheader" scope="col">
            {t.topology.replica}
          </th>
          <th role="columnheader" scope="col">
            {t.topology.reliesOn}
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {nodes.map((node) => (
          <Row key={node.service} node={node} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ node }: { node: Node }) {
  const { t } = useSpeech();
  const nameOf = useStoreName();
  const version = node.state?.version;
  const dependencies = Object.entries(node.state?.readiness?.dependencies ?? {});
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        {node.service}
      </th>
      <td role="cell" data-label={t.topology.state}>
        <div>
          <span className={`badge health-${node.health}`}>{t.topology.health[node.health]}</span>
          {node.state?.error && (
            <span className="reason">{reasonIn(t.topology.reasons, node.state.error)}</span>
          )}
        </div>
      </td>
      <td role="cell" data-label={t.topology.version}>
        <div>
          {version ? (
            <>
              {version.version}
              {/* A build beside no repository knows no commit. */}
              {version.commit !== 'unknown' && <code> {version.commit.slice(0, 7)}</code>}
            </>
          ) : (
            t.topology.none
          )}
        </div>
      </td>
      <td role="cell" data-label={t.topology.replica}>
        <div>{version ? <code>{version.replica}</code> : t.topology.none}</div>
      </td>
      <td role="cell" data-label={t.topology.reliesOn}>
        <div>
          {dependencies.length === 0 ? (
            node.state?.readiness ? (
              t.topology.nothing
            ) : (
              t.topology.none
            )
          ) : (
            <ul>
              {dependencies.map(([name, { ok, detail }]) => (
                <li key={name}>
                  {nameOf(name)}: {ok ? t.topology.answers : t.topology.silent}
                  {detail !== null && detail !== '' && <span className="reason">{detail}</span>}
                </li>
              ))}
            </ul>
          )}
        </div>
      </td>
    </tr>
  );
}
