import { uuid } from '../lib/uuid';
import { answerOf, failureOf } from './client';

/** A picture over a slow line takes its time; a dead line should still end. */
const UPLOAD_TIMEOUT_MS = 120_000;

/**
 * Sends a file as it is. `fetch` cannot tell how much has been sent, so this one call is an
 * `XMLHttpRequest`.
 *
 * @throws ShopError as `call` does
 */
export function upload<T>(
  path: string,
  file: File,
  headers: Record<string, string>,
  onProgress: (share: number) => void,
): Promise<T> {
  const requestId = uuid();
  const failure = failureOf('PUT', path, requestId);
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', path);
    request.timeout = UPLOAD_TIMEOUT_MS;
    const all = {
      accept: 'application/json',
      'x-request-id': requestId,
      'content-type': file.type,
      ...headers,
    };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total);
    };
    request.onerror = () => reject(failure({ kind: 'unreachable' }));
    request.ontimeout = () => reject(failure({ kind: 'timeout' }));
    request.onload = () => {
      const { status } = request;
      try {
        const good = status >= 200 && status < 300;
        resolve(
          answerOf<T>(
            {
              status,
              good,
              requestId: request.getResponseHeader('x-request-id'),
              retryAfter: request.getResponseHeader('retry-after'),
              text: request.responseText,
            },
            failure,
          ),
        );
      } catch (error) {
        reject(error instanceof Error ? error : failure({ kind: 'unreadable' }));
      }
    };
    request.send(file);
  });
}
