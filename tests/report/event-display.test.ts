import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { strawConditions } from '../../src/detectors/straw/conditions.js';
import { PLANE_LIST, planeOf, WIRE } from '../../src/detectors/straw/description.js';
import { eventKeys } from '../../src/event/keys.js';
import { Process } from '../../src/event/truth.js';
import { reconstruction, simulation } from '../../src/pipeline.js';
import { drawEvent } from '../../src/report/event-display.js';
import { decayTime, kaonOf } from '../../src/report/event-display-match.js';
import { type DisplayedEvent, rowsOf, trackCurve } from '../../src/report/event-display-paths.js';
import { describeEvent } from '../../src/report/event-display-words.js';
import { setupByName } from '../../src/setups/index.js';
import { drive } from '../../src/streams/drive.js';
import { na62Field } from '../../src/transport/na62-field.js';
import { replay } from '../../src/verbs/replay.js';
import { show } from '../../src/verbs/show.js';
import { simulate } from '../../src/verbs/simulate.js';
import { tagsOf } from './svg-check.js';

const N = 30;

/** Events reconstructed in memory; `spoil` may change the raw hits first. */
function made(spoil: (channel: Uint16Array) => void = () => {}, intensity = 0, setup = 'kaon-2018'): DisplayedEvent[] {
  const list: DisplayedEvent[] = [];
  drive(eventKeys(1, 0, N), simulation({ setup, decay: 'k3pi', seed: 1, intensity }), (raw) => {
    const { straw } = raw;
    spoil(straw.columns.channel);
    drive([raw], reconstruction({ setup }), (found) => {
      // the hits as they were read: the reconstruction takes corrupt fragments out
      const batch = { ...found, straw };
      const shared = {
        setup,
        reconstruction: 'in memory',
        field: na62Field(),
        truth: raw.particles,
        gtk: setupByName(setup).gtk,
      };
      const conditions = strawConditions('kaon-2018');
      for (let row = 0; row < N; row++) list.push({ ...shared, conditions, batch, row });
    });
  });
  return list;
}

const sample = made();
/** The same decays in the crowd. */
const crowd = made(undefined, 0.75);
const withoutTruth = ({ truth: _, ...event }: DisplayedEvent): DisplayedEvent => event;
const tracksIn = ({ batch, row }: DisplayedEvent) => batch.tracks.offsets[row + 1]! - batch.tracks.offsets[row]!;

describe('the drawing of an event', () => {
  it('shows the GTK stations of its setup along the beam, the hits of each, and where they stand', () => {
    const names = (svg: string) => [...svg.matchAll(/<g id="(gtk\d)"/g)].map(([, name]) => name);
    expect(names(drawEvent(sample[0]!))).toEqual(['gtk1', 'gtk2', 'gtk3']);
    const event = made(undefined, 0.45, 'kaon-2022')[0]!;
    const svg = drawEvent(event);
    expect(names(svg)).toEqual(['gtk0', 'gtk1', 'gtk2', 'gtk3']);
    expect(svg).toContain('z = 79.3 m, ');
    expect(svg).toContain('z = 86.9 m, ');
    const [start, end] = rowsOf(event.batch.gtk, event.row);
    expect(tagsOf(svg).filter((t) => t.attributes['class'] === 'pixel').length).toBe(end - start);
    expect(describeEvent(event)).toMatch(/hits GTK1 \d+, GTK2 \d+, GTK3 \d+, GTK0 \d+/);
  });

  it('is well formed for every event, with three tracks and with none', () => {
    for (const event of [...sample, ...crowd]) expect(tagsOf(drawEvent(event)).length).toBeGreaterThan(100);
    expect(new Set(sample.map(tracksIn)).size).toBeGreaterThan(2);
  });

  it('has every hit straw once, as a line through its wire, in its chamber', () => {
    for (const event of sample.slice(0, 5)) {
      const svg = drawEvent(event);
      const [start, end] = rowsOf(event.batch.straw, event.row);
      const lines = tagsOf(svg).filter((t) => t.attributes['data-hit'] !== undefined);
      expect(lines.map((l) => Number(l.attributes['data-hit'])).sort((a, b) => a - b)).toEqual(
        Array.from({ length: end - start }, (_, i) => i),
      );
      for (const { attributes: a } of lines) {
        const channel = event.batch.straw.columns.channel[start + Number(a['data-hit'])]!;
        const { chamber, cos, sin } = PLANE_LIST[planeOf(channel)]!;
        const group = svg.lastIndexOf('<g id="chamber-', svg.indexOf(`data-hit="${a['data-hit']}"`));
        expect(svg.slice(group).startsWith(`<g id="chamber-${chamber + 1}"`)).toBe(true);
        // the panel's scale and centre, from its acceptance circle of 1 m
        const circle = /<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/.exec(svg.slice(group))!.slice(1).map(Number);
        const mm = 1000 / circle[2]!;
        for (const end of ['1', '2']) {
          const x = (Number(a[`x${end}`]) - circle[0]!) * mm;
          const y = (circle[1]! - Number(a[`y${end}`])) * mm;
          expect(Math.abs(cos * x + sin * y - WIRE[channel]!)).toBeLessThan(0.2);
        }
      }
    }
  });

  it('has a curve for every track in both side views, and bends positive ones to −x by the kick of the magnet', () => {
    for (const event of sample.slice(0, 10)) {
      const { batch, row, field } = event;
      const svg = drawEvent(event);
      expect(svg.match(/class="track"/g)?.length ?? 0).toBe(2 * tracksIn(event));
      const [start, end] = rowsOf(batch.tracks, row);
      for (let i = start; i < end; i++) {
        const { z, x } = trackCurve(field, batch.tracks, i, 150e3);
        const slope = (k: number) => (x[k + 1]! - x[k]!) / (z[k + 1]! - z[k]!);
        const kick = (slope(z.length - 2) - slope(z.findIndex((v) => v > 185e3))) * batch.tracks.columns.p[i]!;
        expect(kick / -batch.tracks.columns.charge[i]!).toBeGreaterThan(255);
        expect(kick / -batch.tracks.columns.charge[i]!).toBeLessThan(285);
        // the two halves, swum from either end, meet in the magnet with one direction: 46 MeV/c are the bend of one drawn piece
        const seam = z.findIndex((v, k) => v > 190e3 && v === z[k - 1]);
        expect(Math.abs(x[seam]! - x[seam - 1]!)).toBeLessThan(10);
        expect(Math.abs(slope(seam) - slope(seam - 2)) * batch.tracks.columns.p[i]!).toBeLessThan(90);
      }
    }
  });

  it('draws truth dashed where it is known, muons of decays in flight apart, and the same raw part without it', () => {
    const secondary = (e: DisplayedEvent) => {
      const [start, end] = rowsOf(e.truth!, e.row);
      return e.truth!.columns.process.slice(start, end).includes(Process.decayInFlight);
    };
    const muon = sample.find(secondary)!;
    const svg = drawEvent(muon);
    expect(svg).toContain('class="truth"');
    expect(svg.match(/#a0007a/g)!.length).toBeGreaterThan(2);
    const blind = drawEvent(withoutTruth(muon));
    expect(blind).not.toContain('class="truth"');
    expect(blind.match(/data-hit="/g)).toEqual(svg.match(/data-hit="/g));
  });

  it('draws every GTK hit in its station, and the matched track and kaon in one colour', () => {
    let matched = 0;
    for (const event of crowd) {
      const { batch, row } = event;
      const svg = drawEvent(event);
      const [start, end] = rowsOf(batch.gtk, row);
      const [one, two, three] = [1, 2, 3].map((k) => {
        const panel = svg.slice(
          svg.indexOf(`<g id="gtk${k}"`),
          svg.indexOf(k < 3 ? `<g id="gtk${k + 1}"` : '<g id="times"'),
        );
        return {
          hits: panel.match(/class="pixel"/g)?.length ?? 0,
          kaon: panel.match(/r="5" fill="#1b7837"/g)?.length ?? 0,
        };
      });
      expect(one!.hits + two!.hits + three!.hits).toBe(end - start);
      const codes = batch.gtk.columns.channel.slice(start, end);
      expect(two!.hits).toBe(codes.filter((c) => c >= 100_000 && c < 200_000).length);
      const kaon = kaonOf(event);
      for (const { kaon: marks } of [one!, two!, three!]) expect(marks).toBe(kaon === undefined ? 0 : 1);
      const views = batch.vertices.offsets[row]! < batch.vertices.offsets[row + 1]! ? 3 : 2;
      expect(svg.match(/class="kaon"/g)?.length ?? 0).toBe(kaon === undefined ? 0 : views);
      if (kaon === undefined) continue;
      matched++;
      const { gtk, rank, accepted } = batch.beam_matches.columns;
      expect(rank[kaon.match]).toBe(0);
      const name = `kaon: GTK track ${gtk[kaon.match]! + 1}${accepted[kaon.match] === 1 ? '' : ', refused'}`;
      expect(svg).toContain(name);
      if (kaon.ktag < 0) continue;
      const lit = svg.match(/fill="#1b7837" stroke="#8a9099" stroke-width="1" class="sector"/g)?.length ?? 0;
      expect(lit).toBe(batch.ktag_candidates.columns.n_sectors[kaon.ktag]);
    }
    expect(matched).toBeGreaterThan(10);
  });

  it('draws tracks of other times faint, and says so', () => {
    const isOut = (e: DisplayedEvent, i: number) => {
      const t = e.batch.track_times.columns;
      return Math.abs(t.time[i]! - decayTime(e)) > 2 + 3 * t.time_sigma[i]!;
    };
    let out = 0;
    for (const event of crowd) {
      const [start, end] = rowsOf(event.batch.tracks, event.row);
      const late = Array.from({ length: end - start }, (_, k) => start + k).filter((i) => isOut(event, i)).length;
      const svg = drawEvent(event);
      expect(svg.match(/class="track"[^>]*stroke-opacity="0.3"/g)?.length ?? 0).toBe(2 * late);
      expect(describeEvent(event).match(/out of time/g)?.length ?? 0).toBe(late);
      out += late;
    }
    expect(out).toBeGreaterThan(3);
    for (const event of sample) expect(drawEvent(event)).not.toMatch(/class="track"[^>]*stroke-opacity/);
  });

  it('has the same bytes for the same event and others for another', () => {
    const again = made();
    expect(drawEvent(again[5]!)).toBe(drawEvent(sample[5]!));
    expect(drawEvent(sample[6]!)).not.toBe(drawEvent(sample[5]!));
  });

  it('draws an event in quarantine, without the hits of channels that do not exist', () => {
    const [bad] = made((channel) => {
      channel[0] = 64 * 122;
    });
    const svg = drawEvent(bad!);
    tagsOf(svg);
    expect(svg).toContain('in quarantine');
    expect(svg).not.toContain('data-hit="0"');
    expect(svg).toContain('data-hit="1"');
    expect(describeEvent(bad!)).toMatch(/taken out +in quarantine: .*channel/);
  });
});

describe('show', () => {
  const root = mkdtempSync(join(tmpdir(), 'spillway-show-'));
  const spill = join(root, 'spill');
  const run = join(root, 'run');
  const context = { signal: new AbortController().signal, logger: { info() {}, warn() {} }, onProgress() {} };
  const forward = { setup: 'kaon-2018', decay: 'k3pi', events: 20, burst: 1, intensity: 0.75, settings: {} };
  beforeAll(async () => {
    await simulate({ ...forward, seed: 1, out: spill }, context);
    await simulate({ ...forward, seed: 2, out: join(root, 'other') }, context);
    await replay({ spill, out: run, settings: {}, onBad: 'quarantine' }, context);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('tells and draws the same tracks from a run and on the spot, with truth and without', async () => {
    const ask = { spill, burst: 1, event: 5 };
    const file = join(root, 'event.svg');
    const spot = await show({ ...ask, out: file }, context);
    expect(spot.file).toBe(file);
    tagsOf(readFileSync(file, 'utf8'));
    const stored = await show({ ...ask, run }, context);
    expect(stored.file).toBeUndefined();
    const tables = (text: string) => text.slice(text.indexOf('kaons in the KTAG'));
    expect(tables(stored.text)).toBe(tables(spot.text));
    expect(stored.text).toContain('from run');
    expect(tables(spot.text)).toContain(tables(describeEvent(crowd[5]!)).trimEnd());

    rmSync(join(spill, 'burst-0001/part-0000/truth'), { recursive: true });
    expect((await show({ ...ask, out: file }, context)).text).toBe(spot.text);
    expect(readFileSync(file, 'utf8')).not.toContain('class="truth"');
  });

  it.each([
    ['an event that is not there', { event: 20 }, 2, 'events 0 to 19'],
    ['a burst that is not there', { burst: 3 }, 2, 'burst 1'],
    ['a run instead of a spill', { spill: run }, 3, 'not a spill'],
    ['a spill instead of a run', { run: spill }, 3, 'not a run'],
    ['a run of another spill', { spill: join(root, 'other'), run }, 3, 'not made from this spill'],
    ['a folder that does not exist', { out: join(root, 'no/event.svg') }, 4, 'cannot write'],
  ])('refuses %s', async (_, asked, code, words) => {
    const refused = show({ spill, burst: 1, event: 5, ...asked }, context);
    await expect(refused).rejects.toMatchObject({ name: 'InputError', code });
    await expect(refused).rejects.toThrow(words);
    expect(existsSync(join(root, 'no'))).toBe(false);
  });
});
