import { getProduct } from '../api/shop';
import { Failure } from '../components/failure';
import { BackIcon } from '../components/icons';
import { Message } from '../components/message';
import { ProductEditor } from '../components/product-editor';
import { StaffFrame } from '../components/staff-frame';
import { LineSkeletons, Waiting } from '../components/waiting';
import { useSpeech } from '../i18n/language';
import { useTitle } from '../lib/announce';
import { useResource } from '../lib/use-resource';
import { Link } from '../router/link';
import { to } from '../router/routes';

/** The editor of a product; without an id, of a new one. */
export function StaffProductView({ id }: { id: string | null }) {
  const { t } = useSpeech();
  return (
    <StaffFrame>
      <p className="back">
        <Link href={to.staffProducts()}>
          <BackIcon /> {t.staff.products}
        </Link>
      </p>
      {id === null ? <NewProduct /> : <Existing key={id} id={id} />}
    </StaffFrame>
  );
}

function NewProduct() {
  const { t } = useSpeech();
  useTitle(t.staff.newTitle);
  return <ProductEditor product={null} />;
}

function Existing({ id }: { id: string }) {
  const { t, pick } = useSpeech();
  const { data, error, busy, reload } = useResource(`product ${id}`, (signal) =>
    getProduct(id, signal),
  );
  useTitle(
    data ? t.staff.editTitle(pick(data.name, data.nameKo)) : error ? t.staff.products : null,
  );
  if (data) return <ProductEditor product={data} />;
  if (error?.kind === 'notFound') {
    return <Message level={1} title={t.product.notFound} body={t.staff.goneBody} />;
  }
  if (error) return <Failure level={1} error={error} onRetry={reload} retrying={busy} />;
  return (
    <Waiting>
      <LineSkeletons />
    </Waiting>
  );
}
