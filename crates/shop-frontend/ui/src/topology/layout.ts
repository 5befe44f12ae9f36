import type { Health, Node } from './health';

/** A box of the picture. */
export interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  kind: 'customer' | 'service' | 'store';
  name: string;
  health: Health;
}

/** A way from one box to another, drawn as points of a line. */
export interface Way {
  id: string;
  points: [number, number][];
  health: Health;
}

export interface Picture {
  width: number;
  height: number;
  boxes: Box[];
  ways: Way[];
}

const HEIGHT = 54;
const GAP = 14;
/** Wide enough for the longest name of a store. */
const STORE = 172;
/** How far stores are set in where they hang below their service. */
const RAIL = 18;

const centre = (box: Box): [number, number] => [box.x + box.width / 2, box.y + box.height / 2];

/** From left to right, for a wide screen. */
export function wide(nodes: Node[]): Picture {
  const columns = { customer: 0, frontend: 176, main: 352, back: 560, stores: 768 };
  const width = 148;
  const box = boxer(width);
  const [frontend, main, catalog, order] = nodes as [Node, Node, Node, Node];
  const stack = ({ stores }: Node) => Math.max(1, stores.length) * (HEIGHT + GAP);
  const space = 30;
  const tops = { catalog: 0, order: stack(catalog) + space };
  const total = tops.order + stack(order) - GAP;
  const backs = [catalog, order].map((node) => {
    const top = tops[node.service as 'catalog' | 'order'];
    const service = box(node, columns.back, top + (stack(node) - GAP - HEIGHT) / 2);
    return { service, stores: storesAt(node, columns.stores, top, STORE) };
  });
  const middle = (total - HEIGHT) / 2;
  const front = box(frontend, columns.frontend, middle);
  const centreMain = box(main, columns.main, middle);
  const mains = storesAt(main, columns.main + RAIL, middle + HEIGHT + 30, width - RAIL);
  const customer = customerBox(columns.customer, middle, 124);

  const across = (from: Box, to: Box): Way => {
    const start: [number, number] = [from.x + from.width, centre(from)[1]];
    const end: [number, number] = [to.x, centre(to)[1]];
    const bend = (start[0] + end[0]) / 2;
    return way(from, to, [start, [bend, start[1]], [bend, end[1]], end]);
  };
  return {
    width: columns.stores + STORE,
    height: Math.max(total, middle + HEIGHT + 30 + main.stores.length * (HEIGHT + GAP)),
    boxes: [
      customer,
      front,
      centreMain,
      ...mains,
      ...backs.flatMap((b) => [b.service, ...b.stores]),
    ],
    ways: [
      across(customer, front),
      across(front, centreMain),
      ...mains.map((store) => hang(centreMain, store)),
      ...backs.flatMap(({ service, stores }) => [
        across(centreMain, service),
        ...stores.map((store) => across(service, store)),
      ]),
    ],
  };
}

/** From top to bottom, for a phone. */
export function tall(nodes: Node[]): Picture {
  const width = 160;
  const right = STORE + RAIL + 20;
  const box = boxer(width);
  const [frontend, main, catalog, order] = nodes as [Node, Node, Node, Node];
  const row = HEIGHT + 26;
  const customer = customerBox(0, 0, width);
  const front = box(frontend, 0, row);
  const centreMain = box(main, 0, 2 * row);
  const mains = storesAt(main, right + RAIL, 2 * row, STORE);
  const low = 2 * row + Math.max(1, main.stores.length) * (HEIGHT + GAP) + 26;
  const backs = [catalog, order].map((node, index) => {
    const x = index * right;
    return {
      service: box(node, x, low),
      stores: storesAt(node, x + RAIL, low + HEIGHT + 18, STORE),
    };
  });
  const most = Math.max(...backs.map(({ stores }) => stores.length));
  const down = (from: Box, to: Box): Way => {
    const [x, y] = [centre(from)[0], from.y + from.height];
    const bend = to.y - 13;
    return way(from, to, [
      [x, y],
      [x, bend],
      [centre(to)[0], bend],
      [centre(to)[0], to.y],
    ]);
  };
  const across = (from: Box, to: Box): Way => {
    const start: [number, number] = [from.x + from.width, centre(from)[1]];
    const bend = (start[0] + to.x) / 2;
    return way(from, to, [start, [bend, start[1]], [bend, centre(to)[1]], [to.x, centre(to)[1]]]);
  };
  return {
    width: right + RAIL + STORE,
    height: low + HEIGHT + 18 + most * (HEIGHT + GAP) - GAP,
    boxes: [
      customer,
      front,
      centreMain,
      ...mains,
      ...backs.flatMap((b) => [b.service, ...b.stores]),
    ],
    ways: [
      down(customer, front),
      down(front, centreMain),
      ...mains.map((store) => across(centreMain, store)),
      ...backs.flatMap(({ service, stores }) => [
        down(centreMain, service),
        ...stores.map((store) => hang(service, store)),
      ]),
    ],
  };
}

function boxer(width: number) {
  return ({ service, health }: Node, x: number, y: number): Box => ({
    id: service,
    x,
    y,
    width,
    height: HEIGHT,
    kind: 'service',
    name: service,
    health,
  });
}

function customerBox(x: number, y: number, width: number): Box {
  const health = 'ok';
  return { id: 'customer', x, y, width, height: HEIGHT, kind: 'customer', name: '', health };
}

function storesAt(node: Node, x: number, top: number, width: number): Box[] {
  return node.stores.map(({ name, health }, index) => ({
    id: `${node.service}-${name}`,
    x,
    y: top + index * (HEIGHT + GAP),
    width,
    height: HEIGHT,
    kind: 'store',
    name,
    health,
  }));
}

/** A store hangs on a rail below its service, so that stores do not seem to lead to each other. */
function hang(service: Box, store: Box): Way {
  const x = service.x + RAIL / 2;
  const y = centre(store)[1];
  return way(service, store, [
    [x, service.y + service.height],
    [x, y],
    [store.x, y],
  ]);
}

/** A way is as well as what it leads to: only a silent end cuts it. */
function way(from: Box, to: Box, points: [number, number][]): Way {
  const health = to.health === 'unreachable' || to.health === 'unknown' ? to.health : 'ok';
  return { id: `${from.id}-${to.id}`, points, health };
}
