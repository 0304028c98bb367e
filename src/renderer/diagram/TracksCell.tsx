import type { DiagramRow, Track } from '../../core/diagram.ts'
import classes from './diagram.module.css'

const partWords: Record<Track['part'], string> = {
  begin: 'opens here',
  passes: 'is open',
  event: 'carried this',
  end: 'ends here',
}

/** The streams that are open beside an arrow, as bars in tracks of their own. */
export function TracksCell({ row: { tracks, more } }: { row: DiagramRow }) {
  return (
    <span className={classes.tracks}>
      {tracks.map((track, place) => (
        <span
          // A track is known by its place: streams come and go in it.
          // oxlint-disable-next-line react/no-array-index-key
          key={place}
          className={classes.track}
          data-part={track?.part}
          title={track ? `${track.kind} stream #${track.frame} ${partWords[track.part]}` : undefined}
        >
          {track && track.part !== 'passes' && (
            <span className="unseen">
              {track.kind} stream {track.frame} {partWords[track.part]}
            </span>
          )}
        </span>
      ))}
      {more > 0 && <span className="dim">+{more}</span>}
    </span>
  )
}
