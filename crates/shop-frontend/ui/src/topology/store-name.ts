import { useSpeech } from '../i18n/language';

/** Names that are the same in every language. */
const NAMES: Record<string, string> = { postgres: 'PostgreSQL', redis: 'Redis', s3: 'S3' };

/** What a data store is called; one that this page does not know goes by its own name. */
export function useStoreName(): (name: string) => string {
  const { t } = useSpeech();
  return (name) => (name === 'shared-storage' ? t.topology.shared : (NAMES[name] ?? name));
}
