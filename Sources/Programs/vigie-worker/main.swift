// The worker of everything but JPEGs and PNGs, and the only program that links FFmpeg. Started by
// vigie, never by hand: it takes requests on descriptor 3 and decodes every file in a locked process of
// its own.

import DecodeServer
import FullExamination
import MediaFormats

WorkerServer.serve(InProcessExaminer(), warmedUpBy: [.gif, .webp, .mp4])
