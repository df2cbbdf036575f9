//! The server's side of SOCKS 5, as far as a browser needs it. Wherever a client wants to go, it is there already.
//!
//! <https://www.rfc-editor.org/rfc/rfc1928>

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// The first byte of every message.
pub(super) const VERSION: u8 = 5;

const NO_AUTHENTICATION: u8 = 0;
const CONNECT: u8 = 1;
const SUCCEEDED: u8 = 0;
const COMMAND_NOT_SUPPORTED: u8 = 7;
const IPV4: u8 = 1;
const DOMAIN: u8 = 3;
const IPV6: u8 = 4;

/// Takes a greeting and a request, and says that the connection is made.
pub(super) async fn shake_hands(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> io::Result<()> {
    let [_, methods] = read(stream).await?;
    skip(stream, usize::from(methods)).await?;
    stream.write_all(&[VERSION, NO_AUTHENTICATION]).await?;

    let [_, command, _, kind] = read(stream).await?;
    let address = match kind {
        IPV4 => 4,
        IPV6 => 16,
        DOMAIN => usize::from(stream.read_u8().await?),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    let port = 2;
    skip(stream, address + port).await?;
    let reply = if command == CONNECT { SUCCEEDED } else { COMMAND_NOT_SUPPORTED };
    stream.write_all(&[VERSION, reply, 0, IPV4, 127, 0, 0, 1, 0, 0]).await?;
    if command == CONNECT { Ok(()) } else { Err(io::ErrorKind::Unsupported.into()) }
}

async fn read<const LENGTH: usize>(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn skip(stream: &mut (impl AsyncRead + Unpin), length: usize) -> io::Result<()> {
    stream.read_exact(&mut vec![0; length]).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_is_connected_to() {
        let (mut client, mut server) = tokio::io::duplex(64);
        client.write_all(b"\x05\x01\x00\x05\x01\x00\x03\x03a.b\x01\xbbnext").await.unwrap_or_default();
        assert!(shake_hands(&mut server).await.is_ok());
        let mut answer = [0; 12];
        client.read_exact(&mut answer).await.unwrap_or_default();
        assert_eq!(answer, *b"\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00");
        let mut next = [0; 4];
        server.read_exact(&mut next).await.unwrap_or_default();
        assert_eq!(&next, b"next");
    }

    #[tokio::test]
    async fn nothing_else_is() {
        let (mut client, mut server) = tokio::io::duplex(64);
        client.write_all(b"\x05\x01\x00\x05\x02\x00\x01\x7f\x00\x00\x01\x01\xbb").await.unwrap_or_default();
        assert!(shake_hands(&mut server).await.is_err());
    }
}
