/**
 * Ids of exceptions to licences that SPDX lists, those of today and those that it gave up, in lower case and by code point.
 *
 * Source: the package spdx-exceptions 2.5.0 (sha512-PiU42r+xO4UbUS1buo3LPJkjlO7430Xn5SVAhdpzzsPHsjbYVflnnFdATgabnLude+Cqu25p6N+g2lw/PFsa4w==), its index.json and deprecated.json, 67 ids.
 * Licence: CC-BY-3.0, The Linux Foundation and Kyle E. Mitchell; changed here to lower case.
 */
const lines: readonly string[] = [
  '389-exception asterisk-exception autoconf-exception-2.0 autoconf-exception-3.0 autoconf-exception-generic autoconf-exception-generic-3.0 autoconf-exception-macro bison-exception-1.24',
  'bison-exception-2.2 bootloader-exception classpath-exception-2.0 clisp-exception-2.0 cryptsetup-openssl-exception digirule-foss-exception ecos-exception-2.0 fawkes-runtime-exception',
  'fltk-exception fmt-exception font-exception-2.0 freertos-exception-2.0 gcc-exception-2.0 gcc-exception-2.0-note gcc-exception-3.1 gmsh-exception gnat-exception gnome-examples-exception',
  'gnu-compiler-exception gnu-javamail-exception gpl-3.0-interface-exception gpl-3.0-linking-exception gpl-3.0-linking-source-exception gpl-cc-1.0 gstreamer-exception-2005',
  'gstreamer-exception-2008 i2p-gpl-java-exception kicad-libraries-exception lgpl-3.0-linking-exception libpri-openh323-exception libtool-exception linux-syscall-note llgpl llvm-exception',
  'lzma-exception mif-exception nokia-qt-exception-1.1 ocaml-lgpl-linking-exception occt-exception-1.0 openjdk-assembly-exception-1.0 openvpn-openssl-exception ps-or-pdf-font-exception-20170817',
  'qpl-1.0-inria-2004-exception qt-gpl-exception-1.0 qt-lgpl-exception-1.1 qwt-exception-1.0 sane-exception shl-2.0 shl-2.1 stunnel-exception swi-exception swift-exception texinfo-exception',
  'u-boot-exception-2.0 ubdl-exception universal-foss-exception-1.0 vsftpd-openssl-exception wxwindows-exception-3.1 x11vnc-openssl-exception',
];
const listed: ReadonlySet<string> = new Set(lines.flatMap((line) => line.split(' ')));

/**
 * Whether what stands behind WITH, in lower case, is an exception of SPDX's list. All of these only add permissions to a licence. Anybody can write another word there, and it may take some away
 * (`MIT WITH Commons-Clause`).
 */
export function isListedException(id: string): boolean {
  return listed.has(id);
}
