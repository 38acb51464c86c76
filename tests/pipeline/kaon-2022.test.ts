import { describe, expect, it } from 'vitest';
import { stationOf } from '../../src/detectors/gtk/description.js';
import type { Has } from '../../src/event/batch.js';
import { eventKeys } from '../../src/event/keys.js';
import { RAW_TABLES, type RUN_TABLES, type TRUTH_TABLES } from '../../src/event/tables.js';
import { gtkTrackOf } from '../../src/monitoring/beam-links.js';
import { type RawBatch, type Reconstruction, reconstruction, type Simulation, simulation } from '../../src/pipeline.js';
import { conditionsByName } from '../../src/setups/conditions.js';
import { drive } from '../../src/streams/drive.js';

const SETUP = 'kaon-2022';
type Raw = RawBatch & Has<(typeof TRUTH_TABLES)[number]>;
type Run = Raw & Has<(typeof RUN_TABLES)[number]>;

function chain(events: number, forward: Partial<Simulation>, backward: Partial<Reconstruction> = {}): Run {
  const runs: Run[] = [];
  const how = { setup: SETUP, decay: 'k3pi', seed: 21, ...forward };
  const back = reconstruction({ setup: SETUP, ...backward });
  drive(eventKeys(1, 0, events, events), simulation(how), (raw) => {
    drive([raw], back, (run) => void runs.push(run as Run));
  });
  return runs[0]!;
}

/** Share of events whose kaon has a GTK track of its own hits; of those, share with four hits, and rms of the momentum's error [MeV/c]. */
function kaons(run: Run) {
  const { offsets, columns } = run.gtk_tracks;
  const { px, py, pz } = run.particles.columns;
  let [found, four, sum] = [0, 0, 0];
  for (let e = 0; e < run.size; e++) {
    const track = gtkTrackOf(run, e, 0);
    if (track < 0) continue;
    found++;
    const i = offsets[e]! + track;
    if (columns.hits.subarray(4 * i, 4 * i + 4).every((h) => h >= 0)) four++;
    const k = run.particles.offsets[e]!;
    sum += (columns.p[i]! - Math.hypot(px[k]!, py[k]!, pz[k]!)) ** 2;
  }
  return { found: found / run.size, four: four / found, sigmaP: Math.sqrt(sum / found) };
}

describe('the chain of kaon-2022', () => {
  const events = 300;
  const quiet = chain(events, { intensity: 0 });

  it('reads out four stations and finds the kaon in them, without pile-up', () => {
    expect(quiet.faults).toEqual([]);
    const hits = [0, 0, 0, 0];
    for (let i = 0; i < quiet.gtk.length; i++) hits[stationOf(quiet.gtk.columns.channel[i]!)]!++;
    for (const n of hits) expect(Math.abs(n / events - 0.98)).toBeLessThan(0.04);
    const { found, four } = kaons(quiet);
    expect(found).toBeGreaterThan(0.9);
    expect(four).toBeGreaterThan(0.95);
  });

  it('finds and matches it at 450 MHz', () => {
    const crowd = chain(150, { intensity: 0.45 });
    expect(crowd.faults).toEqual([]);
    expect(kaons(crowd).found).toBeGreaterThan(0.87);
    const { rank, accepted, vertex } = crowd.beam_matches.columns;
    let [vertices, matched] = [0, 0];
    for (let i = 0; i < crowd.vertices.length; i++) if (crowd.vertices.columns.n_tracks[i] === 3) vertices++;
    for (let i = 0; i < crowd.beam_matches.length; i++) {
      if (vertex[i]! >= 0 && rank[i] === 0 && accepted[i] === 1) matched++;
    }
    expect(vertices).toBeGreaterThan(20);
    expect(matched).toBeGreaterThan(0.5 * vertices);
  });

  it('takes the places of GTK0 and GTK2 from the settings, the true ones and the assumed ones apart', () => {
    const moved = { apparatus: { gtk0Z: 79_900, gtk2Z: 92_800 } };
    const one = { intensity: 0, settings: moved };
    const raw = chain(events, one, { settings: moved });
    expect(raw.gtk.columns.channel).not.toEqual(quiet.gtk.columns.channel);
    // the decay products are the same: another beam line moves nothing behind GTK3
    expect(raw.straw.columns.channel).toEqual(quiet.straw.columns.channel);
    const known = kaons(raw);
    const unknown = kaons(chain(events, one));
    expect(known.sigmaP).toBeLessThan(180);
    expect(known.found).toBeGreaterThan(0.9);
    // between the places the beam falls by 0.1 mrad · 5.9 m, 1 % of the 60 mm that the momentum is taken from
    expect(unknown.sigmaP).toBeGreaterThan(500);
  });

  it('refuses conditions for three stations, and hits of GTK0 in a setup without it', () => {
    const three = conditionsByName('kaon-2018');
    const four = conditionsByName('kaon-2018', 4);
    const refused = /gtk\.t0[\s\S]*30 channels[\s\S]*40 channels/;
    expect(() => chain(1, { conditions: three })).toThrow(refused);
    expect(() => chain(1, {}, { conditions: three })).toThrow(refused);
    expect(() => reconstruction({ setup: 'kaon-2018', conditions: four })).toThrow(/40 channels[\s\S]*30 channels/);
    expect(() => chain(1, { conditions: four, intensity: 0 })).not.toThrow();

    const raw = chain(5, { intensity: 0 });
    const input = Object.fromEntries(RAW_TABLES.map(({ name }) => [name, raw[name]]));
    const reasons: string[] = [];
    drive([{ ...raw, ...input, faults: [] }], reconstruction({ setup: 'kaon-2018' }), ({ quarantine }) => {
      reasons.push(...quarantine.columns.reason.slice(0, quarantine.length));
    });
    const gtk0 = Array.from({ length: raw.size }, (_, e) =>
      raw.gtk.columns.channel
        .subarray(raw.gtk.offsets[e]!, raw.gtk.offsets[e + 1]!)
        .some((code) => stationOf(code) === 3),
    );
    expect(gtk0).toContain(true);
    expect(reasons.length).toBe(gtk0.filter((there) => there).length);
    for (const reason of reasons) expect(reason).toMatch(/^3\d{5} is not a GTK pixel$/);
  });
});
