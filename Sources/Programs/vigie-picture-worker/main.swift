// The worker of JPEGs and PNGs. Started by vigie, never by hand: it takes requests on descriptor 3 and
// decodes every file in a locked process of its own.

import DecodeServer
import MediaFormats
import PictureExamination

WorkerServer.serve(
  PictureExaminer(), warmedUpBy: Set(MediaFormat.allCases.filter { $0.processClass == .pictures }))
