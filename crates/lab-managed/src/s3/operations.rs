//! S3's operations: reads go straight to s3s-fs, writes are made durable.

use std::sync::Arc;

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CopyObjectInput, CopyObjectOutput, CreateBucketInput,
    CreateBucketOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput, DeleteBucketInput,
    DeleteBucketOutput, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput,
    DeleteObjectsOutput, DeletedObject, GetBucketLocationInput, GetBucketLocationOutput,
    GetObjectInput, GetObjectOutput, HeadBucketInput, HeadBucketOutput, HeadObjectInput,
    HeadObjectOutput, ListBucketsInput, ListBucketsOutput, ListObjectsInput, ListObjectsOutput,
    ListObjectsV2Input, ListObjectsV2Output, ListPartsInput, ListPartsOutput, PutObjectInput,
    PutObjectOutput, UploadPartCopyInput, UploadPartCopyOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3, S3Error, S3Request, S3Response, S3Result, s3_error};

use super::disk::STAGING;
use super::durable::{Conditions, Durable, blocking, internal};

#[async_trait::async_trait]
impl S3 for Durable {
    async fn create_bucket(
        &self,
        req: S3Request<CreateBucketInput>,
    ) -> S3Result<S3Response<CreateBucketOutput>> {
        let bucket = self.disk.bucket(&req.input.bucket);
        let reply = self.files.create_bucket(req).await?;
        self.sync_paths([bucket]).await?;
        Ok(reply)
    }

    async fn delete_bucket(
        &self,
        req: S3Request<DeleteBucketInput>,
    ) -> S3Result<S3Response<DeleteBucketOutput>> {
        let input = ListObjectsV2Input {
            bucket: req.input.bucket.clone(),
            max_keys: Some(1),
            ..Default::default()
        };
        if self
            .files
            .list_objects_v2(internal(input))
            .await?
            .output
            .contents
            .is_some()
        {
            return Err(s3_error!(BucketNotEmpty));
        }
        let reply = self.files.delete_bucket(req).await?;
        self.sync_paths([]).await?;
        Ok(reply)
    }

    async fn put_object(
        &self,
        req: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let PutObjectInput { bucket, key, .. } = &req.input;
        let (bucket, key) = (bucket.clone(), key.clone());
        let target = self.target(&bucket, &key)?;
        if key.ends_with('/') {
            let reply = self.files.put_object(req).await?;
            let disk = self.disk.clone();
            blocking(move || disk.sync_object(&target)).await?;
            return Ok(reply);
        }
        let staged = self.disk.stage();
        let mut conditions = Conditions::default();
        let reply = self
            .files
            .put_object(req.map_input(|mut input| {
                conditions = Conditions {
                    matches: input.if_match.take(),
                    none_match: input.if_none_match.take(),
                };
                STAGING.clone_into(&mut input.bucket);
                staged.key.clone_into(&mut input.key);
                input
            }))
            .await?;
        self.publish(&bucket, &key, conditions, staged).await?;
        Ok(reply)
    }

    async fn copy_object(
        &self,
        req: S3Request<CopyObjectInput>,
    ) -> S3Result<S3Response<CopyObjectOutput>> {
        let CopyObjectInput { bucket, key, .. } = &req.input;
        let (bucket, key) = (bucket.clone(), key.clone());
        self.target(&bucket, &key)?;
        let staged = self.disk.stage();
        let reply = self
            .files
            .copy_object(req.map_input(|mut input| {
                STAGING.clone_into(&mut input.bucket);
                staged.key.clone_into(&mut input.key);
                input
            }))
            .await?;
        self.publish(&bucket, &key, Conditions::default(), staged)
            .await?;
        Ok(reply)
    }

    async fn delete_object(
        &self,
        req: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let DeleteObjectInput { bucket, key, .. } = &req.input;
        let (bucket, key) = (bucket.clone(), key.clone());
        let _guard = self.lock(&bucket, &key)?.write().await;
        let reply = self.files.delete_object(req).await?;
        self.forget(self.disk.files(&bucket, &key)).await?;
        Ok(reply)
    }

    async fn delete_objects(
        &self,
        req: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let bucket = req.input.bucket;
        let mut deleted = Vec::new();
        for object in req.input.delete.objects {
            let input = DeleteObjectInput {
                bucket: bucket.clone(),
                key: object.key.clone(),
                ..Default::default()
            };
            self.delete_object(internal(input)).await?;
            deleted.push(DeletedObject {
                key: Some(object.key),
                ..Default::default()
            });
        }
        Ok(S3Response::new(DeleteObjectsOutput {
            deleted: Some(deleted),
            ..Default::default()
        }))
    }

    async fn get_object(
        &self,
        req: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let GetObjectInput {
            bucket,
            key,
            if_match,
            if_none_match,
            ..
        } = &req.input;
        let conditions = Conditions {
            matches: if_match.clone(),
            none_match: if_none_match.clone(),
        };
        let (bucket, key) = (bucket.clone(), key.clone());
        let _guard = self.reading(&bucket, &key).await?;
        let reply = self.files.get_object(req).await?;
        conditions.admit(reply.output.e_tag.as_ref())?;
        Ok(reply)
    }

    async fn head_object(
        &self,
        req: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        let HeadObjectInput {
            bucket,
            key,
            if_match,
            if_none_match,
            ..
        } = &req.input;
        let conditions = Conditions {
            matches: if_match.clone(),
            none_match: if_none_match.clone(),
        };
        let (bucket, key) = (bucket.clone(), key.clone());
        let _guard = self.reading(&bucket, &key).await?;
        let reply = self.files.head_object(req).await?;
        conditions.admit(reply.output.e_tag.as_ref())?;
        Ok(reply)
    }

    async fn create_multipart_upload(
        &self,
        req: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        let CreateMultipartUploadInput { bucket, key, .. } = &req.input;
        let (bucket, key) = (bucket.clone(), key.clone());
        self.target(&bucket, &key)?;
        let reply = self.files.create_multipart_upload(req).await?;
        let upload = reply.output.upload_id.clone().unwrap_or_default();
        self.sync_paths(self.disk.upload(&bucket, &key, &upload))
            .await?;
        Ok(reply)
    }

    async fn upload_part(
        &self,
        req: S3Request<UploadPartInput>,
    ) -> S3Result<S3Response<UploadPartOutput>> {
        let part = self.disk.part(&req.input.upload_id, req.input.part_number);
        let reply = self.files.upload_part(req).await?;
        self.sync_paths([part]).await?;
        Ok(reply)
    }

    async fn upload_part_copy(
        &self,
        req: S3Request<UploadPartCopyInput>,
    ) -> S3Result<S3Response<UploadPartCopyOutput>> {
        let part = self.disk.part(&req.input.upload_id, req.input.part_number);
        let reply = self.files.upload_part_copy(req).await?;
        self.sync_paths([part]).await?;
        Ok(reply)
    }

    async fn complete_multipart_upload(
        &self,
        req: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let CompleteMultipartUploadInput {
            bucket,
            key,
            upload_id,
            ..
        } = &req.input;
        let target = self.target(bucket, key)?;
        let [upload, _] = self.disk.upload(bucket, key, upload_id);
        let _guard = Arc::clone(self.lock(bucket, key)?).write_owned().await;
        if upload.exists() {
            // s3s-fs would carry the checksums of the object in place over to the new one.
            target.forget_checksums().map_err(S3Error::internal_error)?;
        }
        let reply = self.files.complete_multipart_upload(req).await?;
        let disk = self.disk.clone();
        blocking(move || disk.sync_object(&target)).await?;
        Ok(reply)
    }

    async fn abort_multipart_upload(
        &self,
        req: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        self.files.abort_multipart_upload(req).await
    }

    async fn list_parts(
        &self,
        req: S3Request<ListPartsInput>,
    ) -> S3Result<S3Response<ListPartsOutput>> {
        self.files.list_parts(req).await
    }

    async fn list_buckets(
        &self,
        req: S3Request<ListBucketsInput>,
    ) -> S3Result<S3Response<ListBucketsOutput>> {
        self.files.list_buckets(req).await
    }

    async fn list_objects(
        &self,
        req: S3Request<ListObjectsInput>,
    ) -> S3Result<S3Response<ListObjectsOutput>> {
        self.files.list_objects(req).await
    }

    async fn list_objects_v2(
        &self,
        req: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        self.files.list_objects_v2(req).await
    }

    async fn head_bucket(
        &self,
        req: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        self.files.head_bucket(req).await
    }

    async fn get_bucket_location(
        &self,
        req: S3Request<GetBucketLocationInput>,
    ) -> S3Result<S3Response<GetBucketLocationOutput>> {
        self.files.get_bucket_location(req).await
    }
}
