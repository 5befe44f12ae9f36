use std::time::Instant;

use anyhow::{Context as _, ensure};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use lab_managed::process::Supervised;
use lab_managed::s3;

use crate::kit::{LIMIT, Lab, Outcome, kill_for_good};

const BUCKET: &str = "images";

pub(crate) async fn start(lab: &Lab) -> anyhow::Result<Supervised> {
    s3::prepare(&lab.dir, BUCKET)?;
    let server = lab.start(s3::spec(&lab.dir, &lab.state)?);
    lab.explain("s3", s3::wait_ready(&lab.state, LIMIT).await)?;
    Ok(server)
}

fn client(lab: &Lab) -> Client {
    let credentials = Credentials::builder()
        .access_key_id(lab.state.recorded("s3-access-key"))
        .secret_access_key(lab.state.recorded("s3-secret-key"))
        .provider_name("lab")
        .build();
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(s3::REGION))
        .credentials_provider(credentials)
        .endpoint_url(format!("http://127.0.0.1:{}", lab.state.port("s3")))
        .force_path_style(true)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

async fn get(client: &Client, key: &str) -> anyhow::Result<Vec<u8>> {
    let reply = client
        .get_object()
        .bucket(BUCKET)
        .key(key)
        .send()
        .await
        .map_err(code)?;
    Ok(reply.body.collect().await?.to_vec())
}

/// S3's own name of what went wrong.
fn code(error: impl ProvideErrorMetadata + std::fmt::Debug) -> anyhow::Error {
    anyhow::Error::msg(
        error
            .code()
            .map_or_else(|| format!("{error:?}"), str::to_owned),
    )
}

fn failed_with<T>(result: anyhow::Result<T>, wanted: &str) -> Outcome {
    match result {
        Ok(_) => anyhow::bail!("it was allowed; {wanted} was expected"),
        Err(error) => {
            ensure!(
                error.to_string().contains(wanted),
                "{error:#}, and not {wanted}"
            );
            Ok(())
        }
    }
}

pub(crate) async fn what_a_real_client_stores_survives_a_kill() -> Outcome {
    let lab = Lab::new()?;
    let server = start(&lab).await?;
    let s3 = client(&lab);
    let begun = Instant::now();
    for n in 0..20 {
        s3.put_object()
            .bucket(BUCKET)
            .key(format!("products/{n:02}.png"))
            .content_type("image/png")
            .metadata("made-by", "a test")
            .body(ByteStream::from(vec![n; 20_000]))
            .send()
            .await
            .map_err(code)?;
    }
    println!(
        "S3: {:.1} ms a durable put of 20 kB",
        begun.elapsed().as_secs_f64() * 1000.0 / 20.0
    );
    s3.copy_object()
        .bucket(BUCKET)
        .key("products/copy.png")
        .copy_source(format!("{BUCKET}/products/07.png"))
        .send()
        .await
        .map_err(code)?;
    s3.delete_object()
        .bucket(BUCKET)
        .key("products/00.png")
        .send()
        .await
        .map_err(code)?;
    kill_for_good(server).await?;

    let server = start(&lab).await?;
    let listed = s3
        .list_objects_v2()
        .bucket(BUCKET)
        .prefix("products/")
        .send()
        .await
        .map_err(code)?;
    let keys: Vec<&str> = listed
        .contents()
        .iter()
        .filter_map(|object| object.key())
        .collect();
    ensure!(
        keys.len() == 20
            && keys.first() == Some(&"products/01.png")
            && keys.last() == Some(&"products/copy.png"),
        "{keys:?}"
    );
    for key in ["products/07.png", "products/copy.png"] {
        let object = s3
            .get_object()
            .bucket(BUCKET)
            .key(key)
            .send()
            .await
            .map_err(code)?;
        ensure!(object.content_type() == Some("image/png"));
        let made_by = object
            .metadata()
            .and_then(|metadata| metadata.get("made-by").cloned());
        ensure!(made_by.as_deref() == Some("a test"), "{made_by:?}");
        ensure!(object.body.collect().await?.to_vec() == vec![7; 20_000]);
    }
    failed_with(get(&s3, "products/00.png").await, "NoSuchKey")?;
    let buckets = s3.list_buckets().send().await.map_err(code)?;
    ensure!(buckets.buckets().len() == 1, "{buckets:?}");
    server.stop().await;
    Ok(())
}

pub(crate) async fn a_wrong_key_is_refused() -> Outcome {
    let mut lab = Lab::new()?;
    let server = start(&lab).await?;
    let right = lab
        .state
        .secrets
        .insert("s3-secret-key".to_owned(), "wrong".to_owned())
        .context("no key")?;
    failed_with(get(&client(&lab), "any").await, "SignatureDoesNotMatch")?;
    lab.state.secrets.insert("s3-secret-key".to_owned(), right);
    lab.state
        .secrets
        .insert("s3-access-key".to_owned(), "nobody".to_owned());
    failed_with(get(&client(&lab), "any").await, "InvalidAccessKeyId")?;
    server.stop().await;
    Ok(())
}

pub(crate) async fn a_refused_upload_leaves_the_object_as_it_was() -> Outcome {
    let lab = Lab::new()?;
    let server = start(&lab).await?;
    let s3 = client(&lab);
    let put = async |key: &str, body: &'static [u8], md5: Option<&str>| {
        let request = s3
            .put_object()
            .bucket(BUCKET)
            .key(key)
            .set_content_md5(md5.map(str::to_owned));
        request
            .body(ByteStream::from_static(body))
            .send()
            .await
            .map_err(code)
    };
    put("kept", b"old", None).await?;
    // The digest of nothing.
    failed_with(
        put("kept", b"new", Some("1B2M2Y8AsgTpgAmY7PhCfg==")).await,
        "BadDigest",
    )?;
    ensure!(get(&s3, "kept").await? == b"old");
    failed_with(put("a/../b", b"new", None).await, "InvalidArgument")?;
    failed_with(put(&"k".repeat(300), b"new", None).await, "KeyTooLong")?;
    let staged = std::fs::read_dir(lab.dir.path("s3/.staging"))?.count();
    ensure!(staged == 0, "{staged} unfinished writes stayed behind");
    server.stop().await;
    Ok(())
}

pub(crate) async fn conditions_are_honoured() -> Outcome {
    let lab = Lab::new()?;
    let server = start(&lab).await?;
    let s3 = client(&lab);
    let create = async |body: &'static [u8]| {
        let request = s3.put_object().bucket(BUCKET).key("one").if_none_match("*");
        request
            .body(ByteStream::from_static(body))
            .send()
            .await
            .map_err(code)
    };
    let tag = create(b"first").await?.e_tag.context("no tag")?;
    failed_with(create(b"second").await, "PreconditionFailed")?;

    let unchanged = s3
        .get_object()
        .bucket(BUCKET)
        .key("one")
        .if_none_match(&tag)
        .send()
        .await;
    let status = unchanged
        .err()
        .and_then(|error| error.raw_response().map(|reply| reply.status().as_u16()));
    ensure!(status == Some(304), "{status:?}");

    let replace = async |tag: &str, body: &'static [u8]| {
        let request = s3.put_object().bucket(BUCKET).key("one").if_match(tag);
        request
            .body(ByteStream::from_static(body))
            .send()
            .await
            .map_err(code)
    };
    replace(&tag, b"third").await?;
    failed_with(replace(&tag, b"fourth").await, "PreconditionFailed")?;
    ensure!(get(&s3, "one").await? == b"third");
    server.stop().await;
    Ok(())
}

pub(crate) async fn a_large_object_is_stored_in_parts() -> Outcome {
    const PART: usize = 5 * 1024 * 1024;
    let lab = Lab::new()?;
    let server = start(&lab).await?;
    let s3 = client(&lab);
    // An object is in the way, whose checksums must not outlive it.
    s3.put_object()
        .bucket(BUCKET)
        .key("large")
        .body(ByteStream::from_static(b"old"))
        .send()
        .await
        .map_err(code)?;
    let begun = s3
        .create_multipart_upload()
        .bucket(BUCKET)
        .key("large")
        .content_type("video/mp4")
        .send()
        .await;
    let upload = begun.map_err(code)?.upload_id.context("no upload")?;
    let mut parts = Vec::new();
    for number in 1..=2_u8 {
        let request = s3
            .upload_part()
            .bucket(BUCKET)
            .key("large")
            .upload_id(&upload)
            .part_number(number.into());
        let tag = request
            .body(ByteStream::from(vec![number; PART]))
            .send()
            .await
            .map_err(code)?
            .e_tag;
        parts.push(
            CompletedPart::builder()
                .part_number(number.into())
                .set_e_tag(tag)
                .build(),
        );
    }
    let parts = CompletedMultipartUpload::builder()
        .set_parts(Some(parts))
        .build();
    let request = s3
        .complete_multipart_upload()
        .bucket(BUCKET)
        .key("large")
        .upload_id(&upload);
    request.multipart_upload(parts).send().await.map_err(code)?;

    ensure!(get(&s3, "large").await? == [vec![1; PART], vec![2; PART]].concat());
    let range = s3
        .get_object()
        .bucket(BUCKET)
        .key("large")
        .range(format!("bytes={}-{}", PART - 1, PART))
        .send()
        .await;
    ensure!(range.map_err(code)?.body.collect().await?.to_vec() == [1, 2]);
    server.stop().await;
    Ok(())
}

pub(crate) async fn a_bucket_is_not_deleted_with_its_objects() -> Outcome {
    let lab = Lab::new()?;
    let server = start(&lab).await?;
    let s3 = client(&lab);
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key("a/b")
        .body(ByteStream::from_static(b"x"));
    put.send().await.map_err(code)?;
    failed_with(
        s3.delete_bucket().bucket(BUCKET).send().await.map_err(code),
        "BucketNotEmpty",
    )?;
    s3.delete_object()
        .bucket(BUCKET)
        .key("a/b")
        .send()
        .await
        .map_err(code)?;
    s3.delete_bucket()
        .bucket(BUCKET)
        .send()
        .await
        .map_err(code)?;
    failed_with(get(&s3, "a/b").await, "NoSuch")?;
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key("a/b")
        .body(ByteStream::from_static(b"x"));
    failed_with(put.send().await.map_err(code), "NoSuchBucket")?;
    server.stop().await;
    Ok(())
}
