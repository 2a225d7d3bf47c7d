// The whole engine by one import. What decodes is not in it: files are decoded by locked worker programs,
// so that no process gets FFmpeg into itself unasked. `FullExamination` is the other choice.

@_exported public import CaseFile
@_exported public import CaseReports
@_exported public import DecodePool
@_exported public import DecodeProtocol
@_exported public import EvidenceEntries
@_exported public import EvidenceScan
@_exported public import EvidenceVolumes
@_exported public import FileHashing
@_exported public import Findings
@_exported public import HammingSpace
@_exported public import HashLists
@_exported public import KnownContent
@_exported public import ListExport
@_exported public import Luma
@_exported public import MediaExamination
@_exported public import MediaFormats
@_exported public import PerceptualHash
@_exported public import Platform
@_exported public import SystemPackage
